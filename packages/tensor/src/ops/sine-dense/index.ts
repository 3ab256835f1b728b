import type * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../../errors/perceptrons-error';
import { denseLayer } from '../dense/index';

export interface SineDenseOptions {
  /** Frequency, a finite number. Default 30, as published. */
  omega?: number;
  /** -1 (default) mixes the last axis, -2 the axis before it. */
  axis?: -1 | -2;
}

/**
 * A dense layer with a sine: y[..., o] = sin(omega (sum_i x[..., i] kernel[i, o] + bias[o])).
 *
 * @param x [..., inputs], or [..., inputs, channels] for axis -2; float32.
 * @param kernel [inputs, outputs].
 * @param bias [outputs]; optional.
 * @returns x with the mixed axis replaced by `outputs`, in [-1, 1]. The sine is right to 1e-6 for arguments up to 10,000 on
 *   every backend, and for all on WASM.
 * Kept for the gradient: x, kernel, and the values before the sine; the gradient through the sine and that of the bias are one
 *   pass over memory. The same bits at every run on one backend; NaN spreads as in the formula.
 * @throws ShapeError if sizes do not fit or a tensor is not float32; ConfigError for an unknown axis or a frequency that is
 *   not finite.
 * Source: Sitzmann et al., Implicit Neural Representations with Periodic Activation Functions, arXiv:2006.09661, section 3.
 */
export function sineDense<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  kernel: tf.Tensor | tf.TensorLike,
  bias?: tf.Tensor | tf.TensorLike,
  { omega = 30, axis = -1 }: SineDenseOptions = {},
): T {
  if (!Number.isFinite(omega)) {
    throw new ConfigError({
      code: 'tensor/omega',
      argument: 'omega',
      message: `sineDense: omega must be a finite number, got ${omega}. The published frequency is 30.`,
    });
  }
  return denseLayer('sineDense', x, kernel, bias, { axis, activation: 'sine', alpha: omega }) as T;
}
