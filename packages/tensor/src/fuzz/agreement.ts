// A generated computation on a backend against its definition on cpu: values, gradients, leaks, inputs left as they were.
import * as tf from '@tensorflow/tfjs';
import { firstDifference } from '../differential/compare';
import { lossOf } from '../differential/run-case';
import type { Computation } from './computation';

interface Result {
  shape: number[];
  values: Float32Array;
  gradients: Float32Array[];
}

const read = async (tensor: tf.Tensor): Promise<Float32Array> => (await tensor.data()) as Float32Array;

function make({ inputs }: Computation): tf.Tensor[] {
  return inputs.map(({ shape, values, dtype }) => tf.tensor(values, shape, dtype));
}

/** Values and, for finite inputs, the gradients by all inputs that are float32. */
async function evaluate(
  computation: Computation,
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
  tensors: tf.Tensor[],
): Promise<Result> {
  const output = tf.tidy(() => run(...tensors));
  const result: Result = { shape: output.shape, values: await read(output), gradients: [] };
  output.dispose();
  if (computation.wild) return result;
  const moving = tensors.filter(({ dtype }) => dtype === 'float32');
  const loss = (...given: tf.Tensor[]): tf.Scalar =>
    lossOf(run(...tensors.map((tensor) => (moving.includes(tensor) ? given[moving.indexOf(tensor)] : tensor))));
  const gradients = tf.tidy(() => tf.grads(loss)(moving));
  for (const gradient of gradients) result.gradients.push(await read(gradient));
  tf.dispose(gradients);
  return result;
}

/** NaN in freed blocks of many sizes, so that an output which is not written completely shows. */
function poisonHeap(): void {
  tf.dispose([4, 16, 64, 256, 1024].map((size) => tf.fill([size], Number.NaN)));
}

/** What differs, in a line each; `backend` has been started. */
export async function disagreements(
  computation: Computation,
  backend: string,
  tolerance: { values: number; gradients: number },
): Promise<string[]> {
  await tf.setBackend('cpu');
  const definitionInputs = make(computation);
  const expected = await evaluate(computation, computation.definition, definitionInputs);
  tf.dispose(definitionInputs);
  await tf.setBackend(backend);
  const tensorsBefore = tf.memory().numTensors;
  const buffersBefore = tf.engine().backend.numDataIds();
  poisonHeap();
  const inputs = make(computation);
  const actual = await evaluate(computation, computation.ours, inputs);
  const found: string[] = [];
  const compare = (what: string, got: ArrayLike<number>, right: ArrayLike<number>, allowed: number): void => {
    const difference = firstDifference(got, right, allowed);
    if (difference !== undefined) found.push(`${what}: ${difference}`);
  };
  if (`${actual.shape}` !== `${expected.shape}`) found.push(`shape [${actual.shape}] instead of [${expected.shape}]`);
  compare('values', actual.values, expected.values, tolerance.values);
  for (const [index, gradient] of expected.gradients.entries())
    compare(`gradient ${index}`, actual.gradients[index], gradient, tolerance.gradients);
  for (const [index, { values }] of computation.inputs.entries())
    compare(`input ${index} after the call`, await read(inputs[index]), Float32Array.from(values), 0);
  tf.dispose(inputs);
  if (tf.memory().numTensors !== tensorsBefore) found.push('tensors left behind');
  if (tf.engine().backend.numDataIds() !== buffersBefore) found.push('buffers left behind');
  return found;
}
