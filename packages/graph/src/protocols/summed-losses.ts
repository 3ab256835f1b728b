import { softmaxCrossEntropy } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/**
 * Cross-entropy after softmax, summed over the batch: small batches weigh less than full ones.
 *
 * @param targets [B, K] one-hot.
 * @param scores [B, K].
 * @throws ShapeError of `softmaxCrossEntropy` of @perceptrons/tensor.
 * Source: the published code of Maron et al. 2019.
 */
export function summedCrossEntropy(targets: tf.Tensor, scores: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const rows = targets.dtype === 'float32' ? targets : targets.toFloat();
    return tf.sum(softmaxCrossEntropy(scores, rows)) as tf.Scalar;
  });
}

/**
 * Absolute error, summed over the batch and all targets.
 *
 * @param targets [B, K].
 * @param outputs [B, K].
 * Source: the published code of Maron et al. 2019.
 */
export function summedAbsoluteError(targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar {
  return tf.tidy(() => tf.sum(tf.abs(tf.sub(outputs, targets))) as tf.Scalar);
}
