// The op behind lstm2d, gru2d and simpleRnn2d: all chains over the rows and columns of an image.
import type * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import type { Recurrent2dAttributes } from './chains';
import { type Recurrent2dInputs, recurrent2dInputNames, recurrent2dReference } from './reference';

export const runRecurrent2d = defineOp<Recurrent2dInputs, Recurrent2dAttributes, tf.Tensor>({
  name: 'Recurrent2d',
  inputs: recurrent2dInputNames,
  reference: recurrent2dReference,
});
