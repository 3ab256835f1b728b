import type * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { activationGradient } from '../activation-grad/index';
import type { GeluAttributes } from './reference';

export const geluGradient: OpGradient<{ x: tf.Tensor }, GeluAttributes> = {
  saves: ['x'],
  backward: (dy, { inputs, attributes }) => ({
    x: () => activationGradient({ dy, z: inputs.x }, { activation: attributes.approximate ? 'gelu_new' : 'gelu' }).dz,
  }),
};
