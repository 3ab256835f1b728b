// Sums and means over the diagonal and over the rest of a pair tensor: in float32 as one product with weights, or exactly.
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
    const both = pairPlaces(n, mask).map((places) => tf.reshape(places, [-1, 1, n * n]));
    const counts = both.map((places) => tf.maximum(tf.sum(places, 2, true), 1));
    if (accumulation === 'exact') {
      const parts = both.map((places, part) => {
        const sum = exactSum(tf.mul(rows, tf.reshape(places, [-1, n * n, 1])));
        return readout === 'mean' ? tf.div(sum, counts[part]) : sum;
      });
      return tf.reshape(tf.concat(parts, 1), [batch, 2 * channels]);
    }
    const weights = tf.concat(readout === 'mean' ? both.map((places, part) => tf.div(places, counts[part])) : both, 1);
    const perGraph = mask ? weights : tf.tile(weights, [batch, 1, 1]);
    return tf.reshape(tf.matMul(perGraph, rows), [batch, 2 * channels]);
  });
}
