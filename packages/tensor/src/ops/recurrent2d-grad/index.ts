// Internal op: the loops over the chains of an image backward, and the gradients of all weights.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { Recurrent2dAttributes } from '../recurrent2d/chains';
import { fitsWebgpu2d } from '../recurrent2d/webgpu';
import { type Recurrent2dGradInputs, recurrent2dGradReference } from './reference';
import { recurrent2dGradWasm } from './wasm';
import { recurrent2dGradWebgpu } from './webgpu';

/** Returns what `recurrent2dGradReference` describes. */
export const recurrent2dGrad = defineOp<Recurrent2dGradInputs, Recurrent2dAttributes, tf.Tensor[]>({
  name: 'Recurrent2dGrad',
  manyOutputs: true,
  inputs: ['x', 'recurrentKernel', 'dy', 'states', 'gates', 'extra'],
  reference: recurrent2dGradReference,
  accepts: (inputs, _attributes, backend) => backend !== 'webgpu' || fitsWebgpu2d(inputs),
  wasm: recurrent2dGradWasm,
  webgpu: recurrent2dGradWebgpu,
});
