// Backward pass of softmax and of its logarithm from stock ops, from the result alone.
import * as tf from '@tensorflow/tfjs';

export interface SoftmaxGradAttributes {
  /** y is the logarithm of the softmax. */
  logarithm: boolean;
}

export type SoftmaxGradInputs = { y: tf.Tensor; dy: tf.Tensor };

/** y (dy - sum dy y) for the softmax y, dy - exp(y) sum dy for its logarithm. */
export function softmaxGradReference({ y, dy }: SoftmaxGradInputs, { logarithm }: SoftmaxGradAttributes): tf.Tensor[] {
  if (logarithm) return [tf.sub(dy, tf.mul(tf.exp(y), tf.sum(dy, -1, true)))];
  return [tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true)))];
}
