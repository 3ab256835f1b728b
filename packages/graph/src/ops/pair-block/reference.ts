// A block from ops of their own, without a tensor of both parts side by side: what every backend but WASM runs.
import { channelMatMul, dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import {
  type PairBlockAttributes,
  type PairBlockInputs,
  type PairLayer,
  type ProductScaling,
  unpackBlock,
} from './parts';

export function pairBlockReference(inputs: PairBlockInputs<tf.Tensor>, attributes: PairBlockAttributes): tf.Tensor {
  const { depths, skipActivation, scaling } = attributes;
  const { x, mask, mlp1, mlp2, skip } = unpackBlock(inputs, depths);
  const [, side, , width] = x.shape;
  const run = (layers: ReadonlyArray<PairLayer<tf.Tensor>>): tf.Tensor =>
    layers.reduce((h, { kernel, bias }) => dense(h, kernel, bias, { activation: 'relu' }), x);
  const pairs = mask && tf.mul(tf.reshape(mask, [-1, side, 1, 1]), tf.reshape(mask, [-1, 1, side, 1]));
  // One factor without the vertices that do not count is enough: they are neither rows nor steps of the product then.
  const factor = pairFactor(side, mask, pairs, scaling);
  const left = run(mlp1);
  const product = channelMatMul(factor === undefined ? left : tf.mul(left, factor), run(mlp2));
  const [own, mixed] = tf.split(skip.kernel, [width, product.shape[3]], 0);
  const sum = tf.add(dense(x, own, skip.bias), dense(product, mixed));
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
