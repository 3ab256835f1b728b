import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { countDispatches } from '../harness/dispatches';
import { sampled } from '../ops/op-subject';
import { outputShape, type SequencerCase } from './case';
import { inputValues, outputWeights } from './values';

/** One case on whatever backend TensorFlow.js is on. In gradient mode those of the input and of all variables are taken. */
export function tfSubject(
  task: SequencerCase,
  run: (x: tf.Tensor) => tf.Tensor,
  variables: () => readonly tf.Variable[],
): Subject {
  const { data, shape } = inputValues(task);
  const x = tf.variable(tf.tensor(data, shape));
  const resultShape = outputShape(task);
  const factors = tf.tensor(outputWeights(resultShape).data, resultShape);
  const compute = (): tf.Tensor[] =>
    tf.tidy(() => {
      if (task.mode === 'forward') return [run(x)];
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(run(x), factors)), [x, ...variables()]);
      return [value, grads[x.name], ...Object.values(grads)];
    });
  const finish = async (results: tf.Tensor[]): Promise<void> => {
    // WASM finishes inside the call; a GPU has finished when a value has arrived.
    if (tf.getBackend() !== 'webgpu') return;
    const last = tf.tidy(() => results[results.length - 1].flatten().slice(0, 1));
    await last.data();
    last.dispose();
  };
  return {
    async check() {
      const results = compute();
      // The result, or the gradient of the input: it depends on every weight.
      const outputs = sampled((await results[results.length > 1 ? 1 : 0].data()) as Float32Array);
      tf.dispose(results);
      return { outputs, dispatches: await countDispatches(() => tf.dispose(compute())) };
    },
    async step() {
      const results = compute();
      await finish(results);
      tf.dispose(results);
    },
  };
}
