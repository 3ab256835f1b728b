import * as tf from '@tensorflow/tfjs';
import { positiveNumber } from '../layer-support';

/**
 * Scales gradients down together, so that the square root of the sum of all their squares is at most `maxNorm`. Nothing is
 * read back from the device.
 *
 * @param gradients Gradients of any shapes.
 * @param maxNorm Largest norm, above 0.
 * @returns The scaled gradients in the same order (the caller owns them), and the norm before scaling.
 * @throws ConfigError for a norm that is not positive.
 * Source: Pascanu et al., "On the difficulty of training recurrent neural networks" (2013), algorithm 1.
 */
export function clipByGlobalNorm(
  gradients: readonly tf.Tensor[],
  maxNorm: number,
): { gradients: tf.Tensor[]; norm: tf.Scalar } {
  positiveNumber('clipByGlobalNorm', 'maxNorm', maxNorm);
  if (gradients.length === 0) return { gradients: [], norm: tf.scalar(0) };
  const [norm, ...scaled] = tf.tidy(() => {
    const squares = gradients.map((gradient) => gradient.square().sum());
    // Not addN: on WebGPU it binds one buffer per input and fails beyond the limit of the device.
    const total = tf.stack(squares).sum().sqrt() as tf.Scalar;
    // Written with relu: the larger of norm and maxNorm, without a broadcast maximum.
    const scale = tf.div(maxNorm, total.sub(maxNorm).relu().add(maxNorm));
    return [total, ...gradients.map((gradient) => gradient.mul(scale))];
  });
  return { gradients: scaled, norm: norm as tf.Scalar };
}
