// Scaled dot-product attention from stock ops; Vaswani et al., arXiv:1706.03762, equation 1.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../without-gradient';

export interface AttentionAttributes {
  /** Query i sees the keys up to i + keys - queries. */
  causal: boolean;
  /** Factor of the scores. */
  scale: number;
}

/** `mask` is added to the scores and broadcasts against [..., queries, keys]. */
export type AttentionInputs = { q: tf.Tensor; k: tf.Tensor; v: tf.Tensor; mask?: tf.Tensor };

/** [queries, keys]: 0 where a query may look, -Infinity at later keys. */
function causalMask(queries: number, keys: number): tf.Tensor {
  const values = new Float32Array(queries * keys);
  for (let query = 0; query < queries; query++) {
    values.fill(Number.NEGATIVE_INFINITY, query * keys + Math.max(0, query + keys - queries + 1), (query + 1) * keys);
  }
  return tf.tensor2d(values, [queries, keys]);
}

/** softmax(q k^T scale + mask) [..., queries, keys]; rows that see no key are 0. Needs at least one key. */
export function attentionWeights(
  { q, k, mask }: Omit<AttentionInputs, 'v'>,
  { causal, scale }: AttentionAttributes,
): tf.Tensor {
  let scores = tf.matMul(tf.mul(q, scale), k, false, true);
  if (mask !== undefined) scores = tf.add(scores, mask);
  if (causal) scores = tf.add(scores, causalMask(q.shape[q.rank - 2], k.shape[k.rank - 2]));
  // Softmax does not depend on the shift. In a row of -Infinity it is finite, so that the weights are 0.
  const shift = withoutGradient(scores, (x) => tf.maximum(tf.max(x, -1, true), -3.4e38));
  const weights = tf.exp(tf.sub(scores, shift));
  const total = tf.sum(weights, -1, true);
  const empty = withoutGradient(total, (x) => tf.cast(tf.equal(x, 0), 'float32'));
  return tf.div(weights, tf.add(total, empty));
}

export function attentionReference(inputs: AttentionInputs, attributes: AttentionAttributes): tf.Tensor {
  const { q, k, v, mask } = inputs;
  // Without keys the sums are empty, and 0; they depend on all inputs all the same.
  if (k.shape[k.rank - 2] === 0) {
    const sums = tf.matMul(tf.matMul(q, k, false, true), v);
    return mask === undefined ? sums : tf.add(sums, tf.sum(mask, -1, true));
  }
  return tf.matMul(attentionWeights(inputs, attributes), v);
}
