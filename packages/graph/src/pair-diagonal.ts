// The diagonal of a pair tensor, to and fro.
import * as tf from '@tensorflow/tfjs';

/** The diagonal of a pair tensor [batch, n, n, channels]: [batch, n, channels]. */
export function pairDiagonal(pairs: tf.Tensor): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, n, , channels] = pairs.shape as number[];
    const places = Int32Array.from({ length: batch * n }, (_, at) => Math.floor(at / n) * n * n + (at % n) * (n + 1));
    const rows = tf.reshape(pairs, [batch * n * n, channels]);
    return tf.reshape(tf.gather(rows, tf.tensor1d(places, 'int32')), [batch, n, channels]);
  });
}

/** Values [batch, n, channels] on the diagonal of a pair tensor, zeros elsewhere: [batch, n, n, channels]. */
export function onDiagonal(values: tf.Tensor): tf.Tensor4D {
  return tf.tidy(() => {
    const n = values.shape[1]!;
    return tf.mul(tf.reshape(tf.eye(n), [1, n, n, 1]), tf.expandDims(values, 2));
  });
}
