// A block from ops of their own, without a tensor of both parts side by side: what every backend but WASM runs.
import { channelMatMul, dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import {
  type PairBlockAttributes,
  type PairBlockInputs,
  type PairBlockParts,
  type PairLayer,
  type ProductScaling,
  unpackBlock,
} from './parts';

export function pairBlockReference(inputs: PairBlockInputs<tf.Tensor>, attributes: PairBlockAttributes): tf.Tensor {
  const { depths, skipActivation, scaling } = attributes;
  const parts = unpackBlock(inputs, depths);
  const { x, mask } = parts;
  const [, side] = x.shape;
  const pairs = mask && tf.mul(tf.reshape(mask, [-1, side, 1, 1]), tf.reshape(mask, [-1, 1, side, 1]));
  // One factor without the vertices that do not count is enough: they are neither rows nor steps of the product then.
  const factor = pairFactor(side, mask, pairs, scaling);
  return blockAround(parts, { skipActivation, pairs }, (left, right) =>
    channelMatMul(factor === undefined ? left : tf.mul(left, factor), right),
  );
}

/**
 * A block around its product: the MLPs in front of it, and the map that ends the block.
 *
 * @param end What follows that map; `pairs` are 1 for pairs of vertices that count, [batch, n, n, 1].
 * @param product Of both factors, [batch, n, n, width] each; vertices that do not count have no part in it.
 */
export function blockAround(
  { x, mlp1, mlp2, skip }: PairBlockParts<tf.Tensor>,
  { skipActivation, pairs }: { skipActivation: PairBlockAttributes['skipActivation']; pairs: tf.Tensor | undefined },
  product: (left: tf.Tensor4D, right: tf.Tensor4D) => tf.Tensor,
): tf.Tensor {
  const run = (layers: ReadonlyArray<PairLayer<tf.Tensor>>): tf.Tensor4D =>
    layers.reduce((h, { kernel, bias }) => dense(h, kernel, bias, { activation: 'relu' }), x) as tf.Tensor4D;
  const mixed = product(run(mlp1), run(mlp2));
  const [kernel, kernelOfProduct] = tf.split(skip.kernel, [x.shape[3] as number, mixed.shape[3] as number], 0);
  const sum = tf.add(dense(x, kernel, skip.bias), dense(mixed, kernelOfProduct));
  const y = skipActivation === 'relu' ? tf.relu(sum) : sum;
  return pairs === undefined ? y : tf.mul(y, pairs);
}

/** Vertices of every graph to the power that scales its products; [batch], or one number without a mask. */
export function scalesOf(scaling: ProductScaling, counts: number): number {
  if (scaling === 'none' || counts === 0) return 1;
  return scaling === 'n' ? 1 / counts : 1 / Math.sqrt(counts);
}

/** What the first factor is multiplied with: 0 for pairs that do not count, the scale for the others. */
function pairFactor(
  side: number,
  mask: tf.Tensor | undefined,
  pairs: tf.Tensor | undefined,
  scaling: ProductScaling,
): tf.Tensor | undefined {
  if (scaling === 'none') return pairs;
  if (mask === undefined || pairs === undefined) return tf.scalar(scalesOf(scaling, side));
  const counts = tf.maximum(tf.sum(mask, 1), tf.scalar(1));
  const scales = scaling === 'n' ? tf.reciprocal(counts) : tf.rsqrt(counts);
  return tf.mul(pairs, tf.reshape(scales, [-1, 1, 1, 1]));
}
