import * as tf from '@tensorflow/tfjs';
import { type LossOptions, smoothed } from './targets';

/** log softmax over the last axis, from differentiable stock ops. */
function logProbabilities(logits: tf.Tensor): tf.Tensor {
  const shifted = logits.sub(logits.max(-1, true));
  return shifted.sub(shifted.exp().sum(-1, true).log());
}

/**
 * Cross-entropy after softmax: the mean over the batch of -sum_k target_k log softmax(logits)_k.
 *
 * @param targets [batch, classes] probabilities: one-hot, smoothed or mixed; int32 and bool are converted.
 * @param logits [batch, classes] raw scores, without softmax.
 * @returns Scalar. Its gradient with respect to logits is (softmax * sum(target) - target) / batch; targets get none.
 * @throws ShapeError `layers/target-shape`, ConfigError `layers/label-smoothing`.
 */
export function softmaxCrossEntropy(
  targets: tf.Tensor,
  logits: tf.Tensor,
  { labelSmoothing = 0 }: LossOptions = {},
): tf.Scalar {
  return tf.tidy(() => {
    const goal = smoothed('softmaxCrossEntropy', targets, logits, labelSmoothing);
    const batch = Math.max(1, logits.shape[0]);
    const loss = tf.customGrad((z, save) => {
      const input = z as tf.Tensor;
      const logs = logProbabilities(input);
      (save as tf.GradSaveFunc)([input, logs, goal]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
        // When the backward pass itself is recorded, the saved result would count as a constant: compute it again.
        const nested = tf.engine().state.gradientDepth > 0;
        const probabilities = (nested ? logProbabilities(saved[0]) : saved[1]).exp();
        return probabilities
          .mul(saved[2].sum(-1, true))
          .sub(saved[2])
          .mul(dy.mul(1 / batch));
      };
      return {
        value: goal
          .mul(logs)
          .sum()
          .mul(-1 / batch),
        gradFunc,
      };
    });
    return loss(logits) as tf.Scalar;
  });
}
