// Internal op: the three gradients of attention, with the scores computed again.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { acceptsAttention } from '../attention/accepts';
import type { AttentionAttributes } from '../attention/reference';
import { type AttentionGradInputs, attentionGradReference } from './reference';
import { attentionGradWasm } from './wasm';
import { attentionGradWebgpu } from './webgpu';

/** Returns [dq, dk, dv]. */
export const attentionGrad = defineOp<AttentionGradInputs, AttentionAttributes, tf.Tensor[]>({
  name: 'AttentionGrad',
  manyOutputs: true,
  inputs: ['q', 'k', 'v', 'mask', 'dy', 'statistics', 'y'],
  reference: attentionGradReference,
  accepts: (inputs, attributes, backend) =>
    acceptsAttention(inputs, attributes, backend) && (backend !== 'wasm' || inputs.statistics !== undefined),
  wasm: attentionGradWasm,
  webgpu: attentionGradWebgpu,
});
