import * as tf from '@tensorflow/tfjs';

/** Added to the squared lengths, as PyTorch does. */
const SQUARED_LENGTH_FLOOR = 1e-12;

/**
 * Mean over pairs of max(0, cos(first, second) - margin): what drives the embeddings of two graphs at least a right angle
 * apart.
 *
 * @param first [pairs, outputs]
 * @param second [pairs, outputs]
 * Source: CosineEmbeddingLoss of PyTorch with target -1.
 */
export function cosineEmbeddingLoss(first: tf.Tensor, second: tf.Tensor, margin = 0): tf.Scalar {
  return tf.tidy(() => {
    const squaredLength = (x: tf.Tensor): tf.Tensor => tf.add(tf.sum(tf.square(x), 1), SQUARED_LENGTH_FLOOR);
    const lengths = tf.sqrt(tf.mul(squaredLength(first), squaredLength(second)));
    const cosine = tf.div(tf.sum(tf.mul(first, second), 1), lengths);
    return tf.mean(tf.relu(tf.sub(cosine, margin))) as tf.Scalar;
  });
}
