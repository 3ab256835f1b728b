import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { floatTensor } from '../check-input';
import { geluGradient } from './gradient';
import { type GeluAttributes, geluReference } from './reference';
import { geluWasm } from './wasm';
import { geluWebgpu } from './webgpu';

const runGelu = defineOp<{ x: tf.Tensor }, GeluAttributes, tf.Tensor>({
  name: 'Gelu',
  inputs: ['x'],
  reference: geluReference,
  gradient: geluGradient,
  wasm: geluWasm,
  webgpu: geluWebgpu,
});

/**
 * Gaussian error linear unit, x Φ(x).
 *
 * @param x any shape, float32.
 * @param options `approximate` (default false): the tanh form instead of the exact one with erf. They differ by at most
 *   4.8e-4, at |x| = 2.7.
 * @returns same shape as x. NaN stays NaN.
 * Kept for the gradient: x. The same bits at every run on one backend.
 * @throws ShapeError if x is not float32.
 * Source: Hendrycks & Gimpel, arXiv:1606.08415, section 2.
 */
export function gelu<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  { approximate = false }: { approximate?: boolean } = {},
): T {
  return tf.tidy(() => runGelu({ x: floatTensor(x, 'x', 'gelu') }, { approximate }) as T);
}
