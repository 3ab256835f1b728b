// Backward pass of attention from stock ops, from the inputs alone.
import * as tf from '@tensorflow/tfjs';
import { type AttentionAttributes, type AttentionInputs, attentionWeights } from '../attention/reference';

/** `statistics` [2, heads * queries] holds the largest score, times log2(e), and 1 / sum of each query where the forward
 * pass kept them; `y` is its result, where that was kept. */
export type AttentionGradInputs = AttentionInputs & { dy: tf.Tensor; statistics?: tf.Tensor; y?: tf.Tensor };

/** The gradient of the scores after mask and scale, p (dp - sum p dp) with dp = dy v^T, and p. */
function scoreSlopes(
  { v, dy, ...inputs }: AttentionGradInputs,
  attributes: AttentionAttributes,
): [slopes: tf.Tensor, weights: tf.Tensor] {
  const weights = attentionWeights(inputs, attributes);
  const slopes = tf.matMul(dy, v, false, true);
  return [tf.mul(weights, tf.sub(slopes, tf.sum(tf.mul(weights, slopes), -1, true))), weights];
}

/** [dq, dk, dv]. */
export function attentionGradReference(inputs: AttentionGradInputs, attributes: AttentionAttributes): tf.Tensor[] {
  const { q, k, v, dy } = inputs;
  if (k.shape[k.rank - 2] === 0) return [q, k, v].map((tensor) => tf.zerosLike(tensor));
  const [slopes, weights] = scoreSlopes(inputs, attributes);
  const scaled = tf.mul(slopes, attributes.scale);
  return [tf.matMul(scaled, k), tf.matMul(scaled, q, true), tf.matMul(weights, dy, true)];
}

/** The gradient of the mask, added up over the axes that it repeats. */
export function attentionMaskGrad(inputs: AttentionGradInputs, attributes: AttentionAttributes): tf.Tensor {
  const { shape } = inputs.mask!;
  if (inputs.k.shape[inputs.k.rank - 2] === 0) return tf.zeros(shape);
  const [slopes] = scoreSlopes(inputs, attributes);
  const axes = tf.broadcast_util.getReductionAxes(shape, slopes.shape);
  return tf.reshape(axes.length === 0 ? slopes : tf.sum(slopes, axes), shape);
}
