import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { floatTensor, requireRank, requireShape } from '../check-input';
import { layerNormGradient } from './gradient';
import { type LayerNormAttributes, type LayerNormInputs, layerNormReference } from './reference';
import { layerNormWasm } from './wasm';
import { layerNormWebgpu } from './webgpu';

const runLayerNorm = defineOp<LayerNormInputs, LayerNormAttributes, tf.Tensor>({
  name: 'LayerNorm',
  inputs: ['x', 'gamma', 'beta'],
  reference: layerNormReference,
  gradient: layerNormGradient,
  wasm: layerNormWasm,
  webgpu: layerNormWebgpu,
});

/**
 * Normalises the last axis to mean 0 and (biased) variance 1, then scales and shifts it.
 *
 * @param x [..., channels], float32.
 * @param gamma [channels], scale.
 * @param beta [channels], shift.
 * @param options `epsilon` (default 1e-6) is added to the variance.
 * @returns same shape as x.
 * Kept for the gradient: x, gamma, and mean and 1/std of each row.
 * Row-major; the same bits at every run on one backend; NaN spreads as in the formula.
 * @throws ShapeError for a wrong shape or dtype.
 * Source: Ba et al., arXiv:1607.06450, equations 3 and 4.
 */
export function layerNorm<T extends tf.Tensor>(
  x: T | tf.TensorLike,
  gamma: tf.Tensor | tf.TensorLike,
  beta: tf.Tensor | tf.TensorLike,
  { epsilon = 1e-6 }: { epsilon?: number } = {},
): T {
  return tf.tidy(() => {
    const input = floatTensor(x, 'x', 'layerNorm');
    requireRank(input, 1, 'x', 'layerNorm');
    const channels = [input.shape[input.rank - 1]];
    const scale = floatTensor(gamma, 'gamma', 'layerNorm');
    const shift = floatTensor(beta, 'beta', 'layerNorm');
    requireShape(scale, channels, 'gamma', 'layerNorm');
    requireShape(shift, channels, 'beta', 'layerNorm');
    return runLayerNorm({ x: input, gamma: scale, beta: shift }, { epsilon }) as T;
  });
}
