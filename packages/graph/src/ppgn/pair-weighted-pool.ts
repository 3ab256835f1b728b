// Sums and means over the diagonal and over the rest of a pair tensor, as one product with weights.
import * as tf from '@tensorflow/tfjs';
import { pairPlaces } from './pair-places';

/**
 * [sum over i of x[b, i, i]; sum over i other than j of x[b, i, j]], channel by channel, or the means of both.
 *
 * @param x [batch, n, n, channels]; finite also outside of the mask.
 * @param mask [batch, n]; what lies outside of it does not count, neither do means divide by it.
 * @returns [batch, 2 channels], the diagonal first; 0 for a part without a place.
 */
export function pairWeightedPool(x: tf.Tensor4D, mask: tf.Tensor2D | undefined, readout: 'sum' | 'mean'): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, n, , channels] = x.shape;
    const weights = pairPlaces(n, mask).map((places) => {
      const flat = tf.reshape(places, [-1, 1, n * n]);
      return readout === 'mean' ? tf.div(flat, tf.maximum(tf.sum(flat, 2, true), 1)) : flat;
    });
    const both = tf.concat(weights, 1);
    const perGraph = mask ? both : tf.tile(both, [batch, 1, 1]);
    return tf.reshape(tf.matMul(perGraph, tf.reshape(x, [batch, n * n, channels])), [batch, 2 * channels]);
  });
}
