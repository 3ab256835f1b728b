import { channelMatMul } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Bits of the significand of float32: whole numbers up to 2^24 are exact, and so are their sums. */
const EXACT_BITS = 24;
/** Bits of a digit, at most. */
const MOST_DIGIT_BITS = 8;

/**
 * The matrix product of every channel on its own, with sums that carry no rounding: no bit of the result depends on the
 * numbering of the vertices.
 *
 * Each factor is rounded to whole multiples of its largest value in graph and channel over 2^16 - 1 (2^14 - 1 for more than 256
 * vertices, and so on), and split into two digits. Sums of products of digits stay below 2^24, where float32 is exact on
 * every backend; four products replace one. The gradient is that of the plain product.
 *
 * @param a [batch, n, n, channels]; @param b likewise.
 * @returns [batch, n, n, channels]; off by at most n 2^-15 times the product of the largest values.
 */
export function exactChannelProduct(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  const run = tf.customGrad((...parameters) => {
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
  return run(a, b) as tf.Tensor4D;
}

function productOfDigits(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  const vertices = a.shape[1];
  const bits = Math.min(MOST_DIGIT_BITS, Math.floor((EXACT_BITS - Math.ceil(Math.log2(Math.max(vertices, 1)))) / 2));
  const base = 2 ** bits;
  const [left, right] = [a, b].map((factor) => digits(factor, base));
  const high = channelMatMul(left.high, right.high);
  const middle = tf.add(channelMatMul(left.high, right.low), channelMatMul(left.low, right.high));
  const low = channelMatMul(left.low, right.low);
  const sum = tf.add(tf.mul(tf.add(tf.mul(high, base), middle), base), low);
  return tf.mul(tf.mul(sum, left.unit), right.unit);
}

/** x = (high base + low) unit, rounded; [batch, 1, 1, channels] units. */
function digits(x: tf.Tensor4D, base: number): { high: tf.Tensor; low: tf.Tensor; unit: tf.Tensor } {
  const unit = tf.mul(tf.max(tf.abs(x), [1, 2], true), 1 / (base * base - 1));
  const whole = tf.round(tf.divNoNan(x, unit));
  const high = tf.floor(tf.mul(whole, 1 / base));
  return { high, low: tf.sub(whole, tf.mul(high, base)), unit };
}
