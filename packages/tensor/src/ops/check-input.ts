// Checks that every public op makes of its tensors.
import * as tf from '@tensorflow/tfjs';
import { ShapeError } from '../errors/perceptrons-error';

/** Turns an argument into a float32 tensor. @throws ShapeError for another dtype: nothing is cast silently. */
export function floatTensor(value: tf.TensorLike | tf.Tensor, argument: string, op: string): tf.Tensor {
  const tensor = value instanceof tf.Tensor ? value : tf.tensor(value as tf.TensorLike);
  if (tensor.isDisposed) {
    throw new ShapeError({
      code: 'tensor/disposed',
      argument,
      message: `${op}: ${argument} has been disposed. Keep it with tf.keep() or move the call before its dispose().`,
    });
  }
  if (tensor.dtype !== 'float32') {
    throw new ShapeError({
      code: 'tensor/dtype',
      argument,
      message: `${op}: ${argument} must be float32, got ${tensor.dtype} of shape [${tensor.shape}]. Convert it with .toFloat().`,
    });
  }
  return tensor;
}

/**
 * Runs `compute` in a tidy where one of `values` has to be made a tensor first. Where all are tensors already, nothing is
 * left behind by an op, and the tidy would cost more than a small kernel.
 */
export function tidyValues<Result extends tf.TensorContainer>(
  values: readonly unknown[],
  compute: () => Result,
): Result {
  return values.every((value) => value === undefined || value instanceof tf.Tensor) ? compute() : tf.tidy(compute);
}

/** Requires an exact shape. @throws ShapeError naming both shapes. */
export function requireShape(tensor: tf.Tensor, shape: number[], argument: string, op: string): void {
  if (!tf.util.arraysEqual(tensor.shape, shape)) {
    throw new ShapeError({
      code: 'tensor/shape',
      argument,
      message: `${op}: ${argument} must have shape [${shape}], got [${tensor.shape}].`,
    });
  }
}

/** Requires a least rank. @throws ShapeError naming the shape received. */
export function requireRank(tensor: tf.Tensor, least: number, argument: string, op: string): void {
  if (tensor.rank < least) {
    throw new ShapeError({
      code: 'tensor/rank',
      argument,
      message: `${op}: ${argument} must have rank ${least} or more, got shape [${tensor.shape}]. Add axes with tf.expandDims().`,
    });
  }
}
