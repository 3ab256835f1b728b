// One block of a provably powerful graph network, from its weights.
import { channelMatMul, dense } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairMask, vertexCounts } from '../pair-inputs';
import { type DenseWeights, runMlp } from './dense-weights';

/** What the channel product is divided by: nothing, the square root of the number of vertices, or that number. */
export type ProductScaling = 'none' | 'sqrt-n' | 'n';

/** What follows the map that joins the input of a block and its product. */
export type SkipActivation = 'linear' | 'relu';

/** Values of the weights of a block. */
export interface BlockWeights {
  mlp1: readonly DenseWeights[];
  mlp2: readonly DenseWeights[];
  /** Kernel [channels + width, units]: the rows of the input first, those of the product after them. */
  skip: DenseWeights;
}

export interface BlockOptions {
  skipActivation: SkipActivation;
  scaling: ProductScaling;
}

/**
 * skip(concat(X, MLP1(X) * MLP2(X))), where * is the matrix product of each channel on its own.
 *
 * @param x [batch, n, n, channels].
 * @param mask [batch, n], or undefined when all graphs have n vertices.
 * @returns [batch, n, n, units], zero outside of the mask.
 *
 * The first factor is masked and with it the sum over the middle vertex; a product outside of the mask is never seen,
 * because the result is masked too. The concatenation is not made: the kernel of the skip is cut in two instead, and the
 * scaling goes into the mask, or into the lower half of that kernel.
 */
export function blockForward(
  x: tf.Tensor4D,
  mask: tf.Tensor2D | undefined,
  { mlp1, mlp2, skip }: BlockWeights,
  { skipActivation, scaling }: BlockOptions,
): tf.Tensor4D {
  const [, n, , channels] = x.shape;
  const first = runMlp(x, mlp1);
  const second = runMlp(x, mlp2);
  const product = channelMatMul(mask ? tf.mul(first, scaledMask(mask, scaling)) : first, second);
  const [rows, units] = skip.kernel.shape;
  const lower = tf.slice(skip.kernel, [channels, 0], [rows - channels, units]);
  const scaled = mask || scaling === 'none' ? lower : tf.mul(lower, 1 / divisor(n, scaling));
  const mixed = tf.add(dense(product, scaled, skip.bias), dense(x, tf.slice(skip.kernel, [0, 0], [channels, units])));
  const y = skipActivation === 'relu' ? tf.relu(mixed) : mixed;
  return (mask ? tf.mul(y, pairMask(mask)) : y) as tf.Tensor4D;
}

/** What a product over n vertices is divided by. */
export function divisor(n: number, scaling: ProductScaling): number {
  if (scaling === 'none') return 1;
  return scaling === 'n' ? Math.max(1, n) : Math.sqrt(Math.max(1, n));
}

/** The pair mask divided by what the product of each graph is divided by: the number of its own vertices counts. */
export function scaledMask(mask: tf.Tensor2D, scaling: ProductScaling): tf.Tensor4D {
  const pairs = pairMask(mask);
  if (scaling === 'none') return pairs;
  const counts = vertexCounts(mask);
  return tf.div(pairs, tf.reshape(scaling === 'n' ? counts : tf.sqrt(counts), [-1, 1, 1, 1]));
}
