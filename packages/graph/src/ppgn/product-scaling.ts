import * as tf from '@tensorflow/tfjs';
import { pairMask, vertexCounts } from '../pair-inputs';

/** What the channel product is divided by: nothing, the square root of the number of vertices, or that number. */
export type ProductScaling = 'none' | 'sqrt-n' | 'n';

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
