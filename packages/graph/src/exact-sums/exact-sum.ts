import { matMul } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { checkTerms, digitsOf, largestDigit, numberOf } from './digits';

/**
 * Sums over the places of every graph that carry no rounding: on every backend, no bit depends on the order of the places.
 *
 * Each value is rounded to 24 bits: to whole multiples of the largest absolute value of its graph and channel over 2^23 - 1. The
 * gradient is that of the plain sum.
 *
 * @param x [batch, places, channels], at most 131,072 places: all pairs of 362 vertices. What does not count must be 0.
 * @returns [batch, 1, channels]; off by at most 2^-24 times the number of places and the largest absolute value, besides the
 * rounding of the result.
 * @throws ConfigError `graph/too-many-terms`.
 */
export function exactSum(x: tf.Tensor3D): tf.Tensor3D {
  const [batch, places] = x.shape;
  checkTerms('exactSum', places, largestDigit);
  const sum = tf.customGrad((values) => ({
    value: tf.tidy(() => {
      const { digits, unit } = digitsOf(values as tf.Tensor3D, [1], 3);
      const ones = tf.ones([batch, 1, places]);
      return tf.mul(numberOf(digits.map((digit) => matMul(ones, digit))), unit);
    }),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.ones([1, places, 1])),
  }));
  return sum(x) as tf.Tensor3D;
}
