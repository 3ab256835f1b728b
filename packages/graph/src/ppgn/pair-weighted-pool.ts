// Sums and means over the diagonal and over the rest of a pair tensor, as one product with weights.
import * as tf from '@tensorflow/tfjs';
import type { Accumulation } from '../exact-sums/digits';
import { exactSum } from '../exact-sums/exact-sum';
import { pairPlaces } from './pair-places';

/**
 * [sum over i of x[b, i, i]; sum over i other than j of x[b, i, j]], channel by channel, or the means of both.
 *
 * @param x [batch, n, n, channels]; finite also outside of the mask.
 * @param mask [batch, n]; what lies outside of it does not count, neither do means divide by it.
 * @returns [batch, 2 channels], the diagonal first; 0 for a part without a place.
 */
export function pairWeightedPool(
  x: tf.Tensor4D,
  mask: tf.Tensor2D | undefined,
  { readout, accumulation }: { readout: 'sum' | 'mean'; accumulation: Accumulation },
): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, n, , channels] = x.shape;
    const rows = tf.reshape(x, [batch, n * n, channels]) as tf.Tensor3D;
    const parts = pairPlaces(n, mask).map((places) => {
      const weights = tf.reshape(places, [-1, n * n, 1]);
      const sum = accumulation === 'exact' ? exactSum(tf.mul(rows, weights)) : plainSum(rows, weights);
      return readout === 'mean' ? tf.div(sum, tf.maximum(tf.sum(weights, 1, true), 1)) : sum;
    });
    return tf.reshape(tf.concat(parts, 1), [batch, 2 * channels]);
  });
}

/** [batch, 1, channels], as one product with the weights. */
function plainSum(rows: tf.Tensor3D, weights: tf.Tensor): tf.Tensor {
  const [batch, places] = rows.shape;
  return tf.matMul(tf.mul(tf.reshape(weights, [-1, 1, places]), tf.ones([batch, 1, 1])), rows);
}
