import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { uniform } from '../mixer/weights';
import type { OpCase } from './case';

/** One op as a function of its inputs. Several results come back as a list. */
export type OpFunction = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** Values of each result that are compared, spread evenly over it. */
const COMPARED = 500;

function sampled(values: Float32Array | Int32Array | Uint8Array): number[] {
  const stride = Math.max(1, Math.floor(values.length / COMPARED));
  return Array.from({ length: Math.floor((values.length - 1) / stride) + 1 }, (_, index) => values[index * stride]);
}

/** A case on whatever backend TensorFlow.js is on. In gradient mode every input's gradient of a weighted sum is taken. */
export function opSubject(task: OpCase, run: OpFunction): Subject {
  const inputs = task.shapes.map((shape, stream) => {
    const size = shape.reduce((a, b) => a * b, 1);
    // The second moment of Adam is a mean of squares.
    const centre = task.op === 'adamW' && stream === 3 ? 1.5 : 0;
    return tf.tensor(uniform(stream, size, centre, 1), shape);
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
  return {
    async check() {
      const results = compute();
      const outputs = await Promise.all(results.map(async (result) => sampled(await result.data<'float32'>())));
      tf.dispose(results);
      return { outputs: outputs.flat() };
    },
    async step() {
      const results = compute();
      await finish(results);
      tf.dispose(results);
    },
  };
}
