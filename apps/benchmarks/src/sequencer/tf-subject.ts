import * as tf from '@tensorflow/tfjs';
import type { Sample, Subject } from '../harness/contender';
import { countDispatches } from '../harness/dispatches';
import { timeSteps } from '../harness/serve';
import { sampled } from '../ops/op-subject';
import { outputShape, type SequencerCase } from './case';
import { inputValues, outputWeights } from './values';

/** A step of more than this is timed once, when it is checked. */
const SLOW_STEP_MS = 10_000;

/**
 * One case on whatever backend TensorFlow.js is on. In gradient mode those of the input and of all variables are taken.
 *
 * @param highWater Runs a function and says how many bytes were in use at most.
 */
export function tfSubject(
  task: SequencerCase,
  run: (x: tf.Tensor) => tf.Tensor,
  variables: () => readonly tf.Variable[],
  highWater?: (run: () => void) => number | undefined,
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
      let results: tf.Tensor[] = [];
      const timed = (): Promise<Sample> =>
        timeSteps(async () => {
          tf.dispose(results);
          results = compute();
          await finish(results);
        }, 1);
      const first = await timed();
      // The first step makes layers, and compiles programs on WebGPU: what counts is the second.
      const slow = first.wallMs > SLOW_STEP_MS ? await timed() : first;
      // The result, or the gradient of the input: it depends on every weight.
      const outputs = sampled((await results[results.length > 1 ? 1 : 0].data()) as Float32Array);
      tf.dispose(results);
      if (slow.wallMs > SLOW_STEP_MS) return { outputs, slow };
      const again = (): void => tf.dispose(compute());
      return { outputs, dispatches: await countDispatches(again), peakBytes: highWater?.(again) };
    },
    async step() {
      const results = compute();
      await finish(results);
      tf.dispose(results);
    },
  };
}
