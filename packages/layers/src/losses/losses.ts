// Losses for training: [batch, classes] targets and raw scores in, the mean over the batch out. The argument order is the
// one of TensorFlow.js, so each works in model.compile as it is.
import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Mean loss of a batch of targets and model outputs, a scalar. */
export type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;

/** Settings of the losses. */
export interface LossOptions {
  /** s in target * (1 - s) + s / classes, from 0 to below 1. Default 0. */
  labelSmoothing?: number;
}

function smoothed(loss: string, targets: tf.Tensor, logits: tf.Tensor, smoothing: number): tf.Tensor {
  if (targets.rank !== 2 || !tf.util.arraysEqual(targets.shape, logits.shape)) {
    throw new ShapeError({
      code: 'layers/target-shape',
      argument: 'targets',
      message: `${loss}: targets have shape [${targets.shape}] and logits [${logits.shape}]. Both must be [batch, classes]; turn class indexes into rows with tf.oneHot(labels, classes).`,
    });
  }
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new ConfigError({
      code: 'layers/label-smoothing',
      argument: 'labelSmoothing',
      message: `${loss}: labelSmoothing is ${String(smoothing)}. It must be a number from 0 to below 1.`,
    });
  }
  const rows = targets.toFloat();
  return smoothing === 0 ? rows : rows.mul(1 - smoothing).add(smoothing / targets.shape[1]!);
}

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
