import { softmaxCrossEntropy as lossPerRow } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { asFloat, checkSmoothing, checkTargets, type LossOptions } from './targets';

/**
 * Cross-entropy after softmax: the mean over the batch of -sum_k target_k log softmax(logits)_k.
 *
 * @param targets [batch, classes] probabilities: one-hot, smoothed or mixed; int32 and bool are converted.
 * @param logits [batch, classes] raw scores, without softmax.
 * @returns Scalar. Its gradient with respect to logits is (softmax * sum(target) - target) / batch.
 * @throws ShapeError `layers/target-shape`, ConfigError `layers/label-smoothing`.
 */
export function softmaxCrossEntropy(
  targets: tf.Tensor,
  logits: tf.Tensor,
  { labelSmoothing = 0 }: LossOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    checkTargets('softmaxCrossEntropy', targets, logits);
    checkSmoothing('softmaxCrossEntropy', labelSmoothing);
    const losses = lossPerRow(asFloat(logits), asFloat(targets), { labelSmoothing });
    return losses.sum().mul(1 / Math.max(1, logits.shape[0])) as tf.Scalar;
  });
}
