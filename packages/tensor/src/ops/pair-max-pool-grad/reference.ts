// Backward pass of the largest values on and off the diagonal, from stock ops.
import * as tf from '@tensorflow/tfjs';
import { pairPlaces } from '../pair-max-pool/reference';

/** y [batch, 2 channels] is the result for x, dy its gradient. */
export type PairMaxPoolGradInputs = { x: tf.Tensor; y: tf.Tensor; dy: tf.Tensor; mask?: tf.Tensor };

/** dx: places that hold the largest value share dy. */
export function pairMaxPoolGradReference({ x, y, dy, mask }: PairMaxPoolGradInputs): tf.Tensor {
  const [batch, , , channels] = x.shape;
  const halves = (pooled: tf.Tensor): tf.Tensor[] =>
    tf.split(tf.reshape(pooled, [batch, 2, 1, 1, channels]), 2, 1).map((part) => tf.squeeze(part, [1]));
  const [largest, slopes] = [halves(y), halves(dy)];
  const parts = pairPlaces(x.shape, mask).map((places, part) => {
    const hits = tf.logicalAnd(places, tf.equal(x, largest[part]));
    const share = tf.div(slopes[part], tf.sum(tf.cast(hits, 'float32'), [1, 2], true));
    return tf.where(hits, tf.add(share, tf.zerosLike(x)), tf.zerosLike(x));
  });
  return tf.add(parts[0], parts[1]);
}
