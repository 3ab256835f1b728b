import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { countDispatches } from '../harness/dispatches';
import { bestPeakKind, peakLoop } from '../harness/peak';
import { uniform } from '../mixer/weights';
import { multiplyAddsOf, type OpCase } from './case';

/** One op as a function of its inputs. Several results come back as a list. */
export type OpFunction = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Values of each result that are compared, spread evenly over it. */
const COMPARED = 500;

export function sampled(values: Float32Array | Int32Array | Uint8Array): number[] {
  const stride = Math.max(1, Math.floor(values.length / COMPARED));
  return Array.from({ length: Math.floor((values.length - 1) / stride) + 1 }, (_, index) => values[index * stride]);
}

/** A case on whatever backend TensorFlow.js is on. In gradient mode every input's gradient of a weighted sum is taken. */
export function opSubject(task: OpCase, run: OpFunction): Subject {
  // The last shape of a filter gradient is that of its result.
  const inputShapes = task.op === 'filterGradient' ? task.shapes.slice(0, 2) : task.shapes;
  const inputs = inputShapes.map((shape, stream) => {
    const size = shape.reduce((a, b) => a * b, 1);
    // The second moment of Adam is a mean of squares.
    const centre = task.op === 'adamW' && stream === 3 ? 1.5 : 0;
    // Larger recurrent weights make a chaotic system, in which rounding decides.
    const reach = task.op === 'lstm' && stream > 0 ? 1 / Math.sqrt(shape[0]) : 1;
    return tf.tensor(uniform(stream, size, centre, reach), shape);
  });
  const outputShape = tf.tidy(() => [run(...inputs)].flat()[0].shape);
  const weights = tf.tensor(
    uniform(
      -5,
      outputShape.reduce((a, b) => a * b, 1),
      0,
      1,
    ),
    outputShape,
  );
  const gradients = tf.grads((...values: tf.Tensor[]) => run(...values) as tf.Tensor);
  const compute = (): tf.Tensor[] =>
    tf.tidy(() => (task.mode === 'gradient' ? gradients(inputs, weights) : [run(...inputs)].flat()));
  // WASM finishes inside the call; a GPU has finished when one value of the last result has arrived.
  const finish = async (results: tf.Tensor[]) => {
    if (tf.getBackend() !== 'webgpu') return;
    const last = tf.tidy(() => results[results.length - 1].flatten().slice(0, 1));
    await last.data();
    last.dispose();
  };
  const multiplyAdds = multiplyAddsOf(task);
  return {
    peak: multiplyAdds === undefined ? undefined : peakLoop(multiplyAdds, bestPeakKind()),
    async check() {
      const results = compute();
      const outputs = await Promise.all(results.map(async (result) => sampled(await result.data<'float32'>())));
      tf.dispose(results);
      return { outputs: outputs.flat(), dispatches: await countDispatches(() => tf.dispose(compute())) };
    },
    async step() {
      const results = compute();
      await finish(results);
      tf.dispose(results);
    },
  };
}
