// The op behind lstm, gru and simpleRnn: the time loop of one or two directions.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { RecurrentAttributes } from './cells';
import { recurrentGradient } from './gradient';
import { type RecurrentInputs, recurrentInputNames, recurrentReference } from './reference';
import { recurrentWasm } from './wasm';
import { fitsWebgpu, recurrentWebgpu } from './webgpu';

export const runRecurrent = defineOp<RecurrentInputs, RecurrentAttributes, tf.Tensor>({
  name: 'Recurrent',
  inputs: recurrentInputNames,
  reference: recurrentReference,
  gradient: recurrentGradient,
  accepts: (inputs, _attributes, backend) => backend !== 'webgpu' || fitsWebgpu(inputs),
  wasm: recurrentWasm,
  webgpu: recurrentWebgpu,
});
