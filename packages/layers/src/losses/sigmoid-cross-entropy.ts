import * as tf from '@tensorflow/tfjs';
import { type LossOptions, smoothed } from './targets';

/**
 * Sigmoid cross-entropy: each class is a yes-or-no question; the mean over the batch of the sum over the classes.
 *
 * @param targets [batch, classes] values from 0 to 1.
 * @param logits [batch, classes] raw scores, without sigmoid.
 * @returns Scalar: mean_b sum_k softplus(logit) - target * logit.
 * @throws ShapeError `layers/target-shape`, ConfigError `layers/label-smoothing`.
 * Source: the ImageNet-1k recipe of big_vision (its head bias starts at -6.9).
 */
export function sigmoidCrossEntropy(
  targets: tf.Tensor,
  logits: tf.Tensor,
  { labelSmoothing = 0 }: LossOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    const goal = smoothed('sigmoidCrossEntropy', targets, logits, labelSmoothing);
    const batch = Math.max(1, logits.shape[0]);
    return logits
      .softplus()
      .sub(goal.mul(logits))
      .sum()
      .mul(1 / batch) as tf.Scalar;
  });
}
