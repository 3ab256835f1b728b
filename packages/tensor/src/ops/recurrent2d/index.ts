// The op behind lstm2d, gru2d and simpleRnn2d: all chains over the rows and columns of an image.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { Recurrent2dAttributes } from './chains';
import { recurrent2dGradient } from './gradient';
import { type Recurrent2dInputs, recurrent2dInputNames, recurrent2dReference } from './reference';
import { recurrent2dWasm } from './wasm';
import { fitsWebgpu2d, recurrent2dWebgpu } from './webgpu';

export const runRecurrent2d = defineOp<Recurrent2dInputs, Recurrent2dAttributes, tf.Tensor>({
  name: 'Recurrent2d',
  inputs: recurrent2dInputNames,
  reference: recurrent2dReference,
  gradient: recurrent2dGradient,
  accepts: (inputs, _attributes, backend) => backend !== 'webgpu' || fitsWebgpu2d(inputs),
  wasm: recurrent2dWasm,
  webgpu: recurrent2dWebgpu,
});
