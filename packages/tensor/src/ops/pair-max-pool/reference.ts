// Largest values on and off the diagonal from stock ops. Equal largest values are averaged, so each gets its share of the
// gradient.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../without-gradient';

/** x [batch, side, side, channels]; mask [batch, side], 0 for rows and columns that do not count. */
export type PairMaxPoolInputs = { x: tf.Tensor; mask?: tf.Tensor };

export function pairMaxPoolReference({ x, mask }: PairMaxPoolInputs): tf.Tensor {
  return tf.concat(
    pairPlaces(x.shape, mask).map((places) => meanOfLargest(x, places)),
    1,
  );
}

/** The places on the diagonal and off it that count: true and false, [batch, side, side, channels]. */
export function pairPlaces([batch, side, , channels]: number[], mask?: tf.Tensor): [on: tf.Tensor, off: tf.Tensor] {
  const counted = mask === undefined ? tf.ones([batch, side], 'bool') : tf.notEqual(mask, 0);
  const both = tf.logicalAnd(tf.reshape(counted, [batch, side, 1]), tf.reshape(counted, [batch, 1, side]));
  const vertex = tf.range(0, side, 1, 'int32');
  const diagonal = tf.equal(tf.reshape(vertex, [1, side, 1]), tf.reshape(vertex, [1, 1, side]));
  const wide = (places: tf.Tensor): tf.Tensor =>
    tf.cast(tf.tile(tf.cast(tf.expandDims(places, 3), 'int32'), [1, 1, 1, channels]), 'bool');
  return [wide(tf.logicalAnd(both, diagonal)), wide(tf.logicalAnd(both, tf.logicalNot(diagonal)))];
}

function meanOfLargest(x: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const hits = withoutGradient(x, (values) => {
    const inside = tf.where(places, values, tf.fill(values.shape, Number.NEGATIVE_INFINITY));
    return tf.logicalAnd(places, tf.equal(values, tf.max(inside, [1, 2], true)));
  });
  const count = (flags: tf.Tensor): tf.Tensor => tf.sum(tf.cast(flags, 'float32'), [1, 2]);
  // 0 / 1 without a place; 0 / 0, so NaN, where a value is not a number.
  const empty = tf.cast(tf.equal(count(places), 0), 'float32');
  return tf.div(tf.sum(tf.where(hits, x, tf.zerosLike(x)), [1, 2]), tf.add(count(hits), empty));
}
