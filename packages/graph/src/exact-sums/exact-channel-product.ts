import { channelMatMul } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { checkTerms, digitsOf, largestDigit, numberOf } from './digits';

/**
 * The matrix product of every channel on its own, with sums that carry no rounding: on every backend, no bit of the result
 * depends on the numbering of the vertices.
 *
 * Each factor is rounded to 16 bits: to whole multiples of its largest absolute value in graph and channel over 2^15 - 1. Two
 * digits of 8 bits make four products, whose sums stay below 2^24, where float32 is exact. The gradient is that of the plain
 * product.
 *
 * @param a [batch, n, n, channels], at most 1,024 vertices. What does not count must be 0.
 * @param b Likewise.
 * @returns [batch, n, n, channels]; off by at most n 2^-15 times the product of the largest absolute values of a and b, besides
 * the rounding of the result.
 * @throws ConfigError `graph/too-many-terms`.
 */
export function exactChannelProduct(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  checkTerms('exactChannelProduct', a.shape[2], largestDigit ** 2);
  const product = tf.customGrad((...parameters) => {
    const [left, right, save] = parameters as unknown as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    save([left, right]);
    return {
      value: tf.tidy(() => productOfDigits(left, right)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        channelMatMul(dy, saved[1], { transposeB: true }),
        channelMatMul(saved[0], dy, { transposeA: true }),
      ],
    };
  });
  return product(a, b) as tf.Tensor4D;
}

function productOfDigits(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  const [left, right] = [a, b].map((factor) => digitsOf(factor, [1, 2], 2));
  const [[leftHigh, leftLow], [rightHigh, rightLow]] = [left.digits, right.digits];
  const whole = numberOf([
    channelMatMul(leftHigh, rightHigh),
    tf.add(channelMatMul(leftHigh, rightLow), channelMatMul(leftLow, rightHigh)),
    channelMatMul(leftLow, rightLow),
  ]);
  return tf.mul(tf.mul(whole, left.unit), right.unit);
}
