import { channelMatMul } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { Accumulation } from '../exact-sums/digits';
import { exactChannelProduct } from '../exact-sums/exact-channel-product';
import { exactSum } from '../exact-sums/exact-sum';
import type { PairBlockParts } from '../ops/pair-block/parts';
import { blockAround } from '../ops/pair-block/reference';
import { pairMask, vertexCounts } from '../pair-inputs';
import type { ProductScaling } from './product-scaling';

/** What the fused block does not know. */
export interface ComposedBlockOptions {
  skipActivation: 'linear' | 'relu';
  scaling: ProductScaling;
  accumulation: Accumulation;
  /** Takes the mean over all pairs of a graph off both factors. */
  centredFactors: boolean;
}

/**
 * A block as `pairBlock` computes it, from ops of their own, with exact sums or centred factors.
 *
 * @returns [batch, n, n, units], 0 outside of the mask.
 * @throws ConfigError `graph/too-many-terms`.
 */
export function composedBlock(
  parts: PairBlockParts<tf.Tensor>,
  { skipActivation, scaling, accumulation, centredFactors }: ComposedBlockOptions,
): tf.Tensor {
  const exact = accumulation === 'exact';
  const mask = parts.mask as tf.Tensor2D | undefined;
  const [batch, side] = parts.x.shape as number[];
  // Divided by as a tensor in both cases: a masked graph and one without padding get the same bits.
  const counts = mask ? vertexCounts(mask) : tf.fill([batch], side);
  const pairs = mask && pairMask(mask);
  const masked = (x: tf.Tensor): tf.Tensor4D => (pairs ? tf.mul(x, pairs) : x) as tf.Tensor4D;
  const mean = (x: tf.Tensor4D): tf.Tensor => {
    const rows = tf.reshape(x, [batch, side * side, -1]) as tf.Tensor3D;
    const sum = exact ? exactSum(rows) : tf.sum(rows, 1, true);
    return tf.expandDims(tf.div(sum, tf.reshape(tf.square(counts), [-1, 1, 1])), 2);
  };
  const factor = (x: tf.Tensor4D): tf.Tensor4D => {
    const inside = masked(x);
    return centredFactors ? masked(tf.sub(inside, mean(inside))) : inside;
  };
  return blockAround(parts, { skipActivation, pairs }, (left, right) => {
    const product = (exact ? exactChannelProduct : channelMatMul)(factor(left), factor(right));
    if (scaling === 'none') return product;
    const scales = scaling === 'n' ? tf.reciprocal(counts) : tf.rsqrt(counts);
    return tf.mul(product, tf.reshape(scales, [-1, 1, 1, 1]));
  });
}
