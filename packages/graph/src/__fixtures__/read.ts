// Reading results on every backend: WebGPU hands out values later, never at once.
import * as tf from '@tensorflow/tfjs';

/** Values of the tensors that `make` returns. All that it makes is let go. */
export async function readAll(make: () => tf.Tensor[]): Promise<Float32Array[]> {
  const tensors = tf.tidy(make);
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return values;
}

/** Values of the tensor that `make` returns. */
export async function read(make: () => tf.Tensor): Promise<number[]> {
  const [values] = await readAll(() => [make()]);
  return Array.from(values);
}

/** Largest difference of two lists, as a share of the largest entry of the second one; infinite where there is a NaN. */
export function gap(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [most, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY;
    most = Math.max(most, difference);
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return most / (largest || 1);
}
