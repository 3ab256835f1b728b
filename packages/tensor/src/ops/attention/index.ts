import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireRank } from '../check-input';
import { acceptsAttention } from './accepts';
import { attentionGradient } from './gradient';
import { type AttentionAttributes, type AttentionInputs, attentionReference } from './reference';
import { attentionWasm } from './wasm';
import { attentionWebgpu } from './webgpu';

const runAttention = defineOp<AttentionInputs, AttentionAttributes, tf.Tensor>({
  name: 'Attention',
  inputs: ['q', 'k', 'v', 'mask'],
  reference: attentionReference,
  gradient: attentionGradient,
  accepts: acceptsAttention,
  wasm: attentionWasm,
  webgpu: attentionWebgpu,
});

export interface AttentionOptions {
  /** Query i sees the keys up to i + keys - queries, so that the last query sees all. Default false. */
  causal?: boolean;
  /** Factor of the scores. Default 1 / sqrt(depth). */
  scale?: number;
  /**
   * Broadcasts against [..., queries, keys]. bool: true where a query may look. float32: added to the scores, -Infinity
   * forbids.
   */
  mask?: tf.Tensor;
}

function requireFit(fits: boolean, argument: string, tensor: tf.Tensor, expected: string): void {
  if (fits) return;
  throw new ShapeError({
    code: 'tensor/shape',
    argument,
    message: `attention: ${argument} must have shape ${expected}, got [${tensor.shape}].`,
  });
}

/** The mask as numbers to add. */
function additive(mask: tf.Tensor | undefined, full: number[]): tf.Tensor | undefined {
  if (mask === undefined) return undefined;
  const numbers =
    mask.dtype === 'bool'
      ? tf.where(mask, tf.zeros(mask.shape), tf.fill(mask.shape, Number.NEGATIVE_INFINITY))
      : floatTensor(mask, 'mask', 'attention');
  requireRank(numbers, 2, 'mask', 'attention');
  const skip = full.length - numbers.rank;
  const fits = skip >= 0 && numbers.shape.every((size, axis) => size === 1 || size === full[axis + skip]);
  requireFit(fits, 'mask', numbers, `[${full}], with 1 for axes that repeat and leading axes left out on wish`);
  return numbers;
}

/**
 * Scaled dot-product attention: softmax(q k^T scale + mask) v, without a tensor of scores.
 *
 * @param q [..., queries, depth], float32. Leading axes are batch and heads.
 * @param k [..., keys, depth], with the leading axes of q.
 * @param v [..., keys, valueDepth], with the leading axes of q.
 * @returns [..., queries, valueDepth]. A query that may see no key gets zeros, and no gradient flows through it.
 * Kept for the gradient: q, k, v, mask, and two numbers per query; the scores are computed again.
 * On WebGPU the fused kernels take depths up to 128; wider heads run as the composition.
 * Row-major; the same bits at every run on one backend. NaN spreads from q to its row and from k and v to all queries that
 * see them; keys and values at forbidden places must be finite.
 * @throws ShapeError if shapes do not fit, a depth is 0, or a tensor is not float32 (mask: bool or float32).
 * Source: Vaswani et al., arXiv:1706.03762, equation 1; recomputation after Dao et al., arXiv:2205.14135.
 */
export function attention<T extends tf.Tensor>(
  q: T | tf.TensorLike,
  k: tf.Tensor | tf.TensorLike,
  v: tf.Tensor | tf.TensorLike,
  { causal = false, scale, mask }: AttentionOptions = {},
): T {
  return tf.tidy(() => {
    const [query, key, value] = [
      floatTensor(q, 'q', 'attention'),
      floatTensor(k, 'k', 'attention'),
      floatTensor(v, 'v', 'attention'),
    ];
    requireRank(query, 2, 'q', 'attention');
    const batch = query.shape.slice(0, -2);
    const [queries, depth] = query.shape.slice(-2);
    requireFit(depth > 0, 'q', query, '[..., queries, depth] with a depth of 1 or more');
    const leads = (tensor: tf.Tensor): boolean => tf.util.arraysEqual(tensor.shape.slice(0, -2), batch);
    const lead = batch.map((size) => `${size}, `).join('');
    requireFit(leads(key) && key.shape[key.rank - 1] === depth, 'k', key, `[${lead}keys, ${depth}]`);
    const keys = key.shape[key.rank - 2];
    requireFit(leads(value) && value.shape[value.rank - 2] === keys, 'v', value, `[${lead}${keys}, valueDepth]`);
    const inputs = { q: query, k: key, v: value, mask: additive(mask, [...batch, queries, keys]) };
    return runAttention(inputs, { causal, scale: scale ?? 1 / Math.sqrt(depth) }) as T;
  });
}
