// Internal op: the time loop backward, and the gradients of all weights.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { RecurrentAttributes } from '../recurrent/cells';
import { type RecurrentGradInputs, recurrentGradReference } from './reference';
import { recurrentGradWasm } from './wasm';
import { recurrentGradWebgpu } from './webgpu';

export { recurrentGradNames } from './reference';

/** Returns the tensors that `recurrentGradNames` lists. */
export const recurrentGrad = defineOp<RecurrentGradInputs, RecurrentAttributes, tf.Tensor[]>({
  name: 'RecurrentGrad',
  manyOutputs: true,
  inputs: [
    'x',
    'recurrentKernel',
    'backwardRecurrentKernel',
    'hidden',
    'carry',
    'dy',
    'sequence',
    'gates',
    'extra',
    'backwardGates',
    'backwardExtra',
    'packed',
  ],
  reference: recurrentGradReference,
  // Each loop reads what its own forward loop kept.
  accepts: ({ packed }, _attributes, backend) => (backend === 'webgpu') === (packed !== undefined),
  wasm: recurrentGradWasm,
  webgpu: recurrentGradWebgpu,
});
