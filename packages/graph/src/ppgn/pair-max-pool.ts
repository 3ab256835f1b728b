// The largest value of every channel over the diagonal and over the rest of a pair tensor.
import * as tf from '@tensorflow/tfjs';
import { pairPlaces } from './pair-places';

/** Takes the place of what does not count; every float32 is at least as large. */
const lowest = -3.4028234663852886e38;

/** 1 where a value equals the largest one, divided by the number of such places; no gradient flows into it. */
const tieShares = tf.customGrad((...args) => {
  const [values, largest] = args as [tf.Tensor, tf.Tensor];
  const ties = tf.cast(tf.equal(values, largest), 'float32');
  const shares = tf.div(ties, tf.sum(ties, 1, true));
  return { value: shares, gradFunc: () => [tf.zerosLike(values), tf.zerosLike(largest)] };
});

/** The maximum over axis 1, kept as an axis of size 1; its gradient is split equally over equal maxima. */
const sharedMax = tf.customGrad((...args) => {
  const [values, save] = args as [tf.Tensor, tf.GradSaveFunc];
  const largest = tf.max(values, 1, true);
  save([values, largest]);
  return {
    value: largest,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tieShares(saved[0], saved[1])),
  };
});

/**
 * [max over i of x[b, i, i]; max over i other than j of x[b, i, j]], channel by channel.
 *
 * @param x [batch, n, n, channels].
 * @param mask [batch, n]; what lies outside of it does not count.
 * @returns [batch, 2 channels], the diagonal first; 0 for a part without a place: the second one of a graph with one vertex.
 */
export function pairMaxPool(x: tf.Tensor4D, mask?: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [batch, n, , channels] = x.shape;
    const flat = tf.reshape(x, [batch, n * n, channels]);
    const parts = pairPlaces(n, mask).map((places) => {
      const counts = tf.reshape(places, [-1, n * n, 1]);
      const largest = sharedMax(tf.where(tf.greater(counts, 0), flat, lowest));
      return tf.where(tf.greater(tf.max(counts, 1, true), 0), largest, 0);
    });
    return tf.reshape(tf.concat(parts, 2), [batch, 2 * channels]);
  });
}
