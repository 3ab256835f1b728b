import * as tf from '@tensorflow/tfjs';

/**
 * For every entry along the last axis the product of all other entries, by a tree of pairs: no division, so zeros are
 * safe, and made of ops that have derivatives of every order.
 *
 * @param x [..., n], n may be 0.
 * @returns the shape of `x`; ones where n is 1.
 */
export function productsOfOthers(x: tf.Tensor): tf.Tensor {
  const length = x.shape[x.rank - 1];
  if (length <= 1) return tf.onesLike(x);
  const outer = x.shape.slice(0, -1);
  const half = Math.ceil(length / 2);
  const even = length % 2 === 0 ? x : tf.concat([x, tf.ones([...outer, 1])], -1);
  const pairs = tf.reshape(even, [...outer, half, 2]);
  const [left, right] = tf.split(pairs, 2, -1);
  // What lies outside of a pair, times the other half of the pair.
  const outside = tf.reshape(productsOfOthers(tf.reshape(tf.mul(left, right), [...outer, half])), [...outer, half, 1]);
  const others = tf.reshape(tf.concat([tf.mul(outside, right), tf.mul(outside, left)], -1), [...outer, 2 * half]);
  return length % 2 === 0
    ? others
    : tf.slice(
        others,
        x.shape.map(() => 0),
        x.shape,
      );
}
