// Internal op: the gradient of `pairMaxPool`.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { type PairMaxPoolGradInputs, pairMaxPoolGradReference } from './reference';
import { pairMaxPoolGradWasm } from './wasm';
import { pairMaxPoolGradWebgpu } from './webgpu';

/** Returns dx. */
export const pairMaxPoolGrad = defineOp<PairMaxPoolGradInputs, object, tf.Tensor>({
  name: 'PairMaxPoolGrad',
  inputs: ['x', 'y', 'dy', 'mask'],
  reference: pairMaxPoolGradReference,
  wasm: pairMaxPoolGradWasm,
  webgpu: pairMaxPoolGradWebgpu,
});
