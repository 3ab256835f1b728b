import * as tf from '@tensorflow/tfjs';
import { pairMask } from '../pair-inputs';

/**
 * The places that a readout looks at: 1 on the diagonal and 0 elsewhere, then 1 off the diagonal and 0 on it; 0 outside of the
 * mask in both.
 *
 * @returns Two tensors, [batch, n, n, 1], or [1, n, n, 1] without a mask.
 */
export function pairPlaces(n: number, mask?: tf.Tensor2D): [diagonal: tf.Tensor4D, rest: tf.Tensor4D] {
  const diagonal = tf.reshape(tf.eye(n), [1, n, n, 1]) as tf.Tensor4D;
  const rest = tf.sub(1, diagonal) as tf.Tensor4D;
  if (!mask) return [diagonal, rest];
  const pairs = pairMask(mask);
  return [tf.mul(pairs, diagonal), tf.mul(pairs, rest)];
}
