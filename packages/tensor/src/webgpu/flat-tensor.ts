import type * as tf from '@tensorflow/tfjs';

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same data as a flat array. Not a new reference: it is valid as long as the tensor. */
export function flat({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo {
  return { dataId, shape: [sizeOf(shape)], dtype };
}
