// Runs a case on the current backend and keeps all it did: values, types, gradients, errors, tensors left behind.
import * as tf from '@tensorflow/tfjs';
import type { DifferentialCase, InputValues } from './differential-case';

/** A tensor read back. */
export interface ReadTensor {
  shape: number[];
  dtype: tf.DataType;
  values: ArrayLike<number> | string[];
}

/** What came out of a case. */
export interface Outcome {
  outputs: ReadTensor[] | { error: string };
  /** Absent when the case has none. */
  gradients?: ReadTensor[] | { error: string };
  tensorsLeft: number;
  buffersLeft: number;
}

export function toTensor({ shape, dtype, values }: InputValues): tf.Tensor {
  return tf.tensor(values, shape, dtype);
}

async function read(tensor: tf.Tensor): Promise<ReadTensor> {
  const values = (await tensor.data()) as unknown as ArrayLike<number> | string[];
  return { shape: tensor.shape, dtype: tensor.dtype, values };
}

/** Reads and disposes. */
async function readAll(run: () => tf.Tensor[]): Promise<ReadTensor[] | { error: string }> {
  let tensors: tf.Tensor[];
  try {
    tensors = run();
  } catch (error) {
    return { error: String((error as Error).message ?? error) };
  }
  const results: ReadTensor[] = [];
  for (const tensor of tensors) results.push(await read(tensor));
  tf.dispose(tensors);
  return results;
}

/** Fixed weights, all different, so that no error can cancel another. */
function weights(shape: number[], output: number): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) =>
    Math.cos(1 + index + 0.3 * output),
  );
  return tf.tensor(values, shape);
}

/** A scalar of the outputs: each value with its own weight. */
export function lossOf(outputs: tf.Tensor | tf.Tensor[]): tf.Scalar {
  const terms = [outputs].flat().map((output, index) => tf.sum(tf.mul(output, weights(output.shape, index))));
  return tf.addN(terms) as tf.Scalar;
}

/** Runs a case; only an error of the reading itself is thrown. */
export async function runCase(differentialCase: DifferentialCase): Promise<Outcome> {
  const { inputs, run, gradient } = differentialCase;
  const tensorsBefore = tf.memory().numTensors;
  const buffersBefore = tf.engine().backend.numDataIds();
  const tensors = inputs.map(toTensor);
  const outputs = await readAll(() => tf.tidy(() => [run(...tensors)].flat()));
  const outcome: Outcome = { outputs, tensorsLeft: 0, buffersLeft: 0 };
  if (gradient !== undefined) {
    const loss = (...moving: tf.Tensor[]): tf.Scalar => {
      const all = tensors.map((tensor, index) => (gradient.includes(index) ? moving[gradient.indexOf(index)] : tensor));
      return lossOf(run(...all));
    };
    outcome.gradients = await readAll(() => tf.tidy(() => tf.grads(loss)(gradient.map((index) => tensors[index]))));
  }
  tf.dispose(tensors);
  outcome.tensorsLeft = tf.memory().numTensors - tensorsBefore;
  outcome.buffersLeft = tf.engine().backend.numDataIds() - buffersBefore;
  return outcome;
}
