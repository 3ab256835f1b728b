// Backward pass of layer normalisation from stock ops, from x alone.
import * as tf from '@tensorflow/tfjs';
import type { LayerNormAttributes } from '../layer-norm/reference';

/** `statistics` [2, rows] holds mean and 1/std of each row where the forward pass kept them. */
export type LayerNormGradInputs = { x: tf.Tensor; gamma: tf.Tensor; dy: tf.Tensor; statistics?: tf.Tensor };

/** [dx, dgamma, dbeta] with a = dy gamma, h the normalised x: dx = (a - mean(a) - h mean(a h)) / std. */
export function layerNormGradReference(
  { x, gamma, dy }: LayerNormGradInputs,
  { epsilon }: LayerNormAttributes,
): tf.Tensor[] {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  const h = tf.mul(centred, inverse);
  const a = tf.mul(dy, gamma);
  const dx = tf.mul(inverse, tf.sub(tf.sub(a, tf.mean(a, -1, true)), tf.mul(h, tf.mean(tf.mul(a, h), -1, true))));
  const outer = x.shape.slice(0, -1).map((_, axis) => axis);
  const sumOuter = (values: tf.Tensor): tf.Tensor => (outer.length === 0 ? values.clone() : tf.sum(values, outer));
  return [dx, sumOuter(tf.mul(dy, h)), sumOuter(dy)];
}
