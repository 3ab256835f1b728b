// Internal op: the three gradients of layer normalisation in one pass.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { LayerNormAttributes } from '../layer-norm/reference';
import { type LayerNormGradInputs, layerNormGradReference } from './reference';
import { layerNormGradWasm } from './wasm';
import { layerNormGradWebgpu } from './webgpu';

/** Returns [dx, dgamma, dbeta]. */
export const layerNormGrad = defineOp<LayerNormGradInputs, LayerNormAttributes, tf.Tensor[]>({
  name: 'LayerNormGrad',
  manyOutputs: true,
  inputs: ['x', 'gamma', 'dy', 'statistics'],
  reference: layerNormGradReference,
  accepts: ({ statistics }, _attributes, backend) => backend !== 'wasm' || statistics !== undefined,
  wasm: layerNormGradWasm,
  webgpu: layerNormGradWebgpu,
});
