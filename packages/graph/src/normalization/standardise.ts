import * as tf from '@tensorflow/tfjs';

/** Mean and variance of every column, [1, columns]. They live until the function that gets them returns. */
export interface ColumnStatistics {
  mean: tf.Tensor;
  variance: tf.Tensor;
}

/**
 * Every column minus its mean, divided by sqrt(variance + epsilon).
 *
 * The mean is taken twice, the second time of what the first one left, so that a column of equal numbers becomes exactly 0:
 * the rounding of a single mean, divided by the root of epsilon, would stand out 300 times. For the backward pass one tensor
 * of the size of `rows` is kept, where the same in single operations keeps four. A gradient of the gradient takes the
 * variance for a constant.
 *
 * @param rows [rows, columns]
 * @param shares [1, rows], what every row counts in mean and variance; they add up to 1.
 * @param onStatistics gets mean and variance, which take no part in the gradient.
 * @returns [rows, columns]
 */
export function standardise(
  rows: tf.Tensor2D,
  shares: tf.Tensor2D,
  epsilon: number,
  onStatistics: (statistics: ColumnStatistics) => void,
): tf.Tensor2D {
  const run = tf.customGrad((x, save) => {
    const given = x as tf.Tensor2D;
    const first = tf.matMul(shares, given);
    const mean = tf.add(first, tf.matMul(shares, tf.sub(given, first)));
    const centered = tf.sub(given, mean);
    const variance = tf.matMul(shares, tf.square(centered) as tf.Tensor2D);
    onStatistics({ mean, variance });
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const value = tf.mul(centered, inverse);
    (save as tf.GradSaveFunc)([value, inverse, shares]);
    return {
      value,
      // With y the value, p the share of a row and sums over rows: dx = (dy - p (sum dy + y sum dy y)) / sqrt(variance + epsilon).
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [y, scale, weights] = saved;
        return tf.tidy(() => {
          const ones = tf.onesLike(weights) as tf.Tensor2D;
          const sum = tf.matMul(ones, dy as tf.Tensor2D);
          const alongY = tf.matMul(ones, tf.mul(dy, y) as tf.Tensor2D);
          const common = tf.mul(tf.reshape(weights, [-1, 1]), tf.add(sum, tf.mul(y, alongY)));
          return tf.mul(tf.sub(dy, common), scale);
        });
      },
    };
  });
  return run(rows) as tf.Tensor2D;
}
