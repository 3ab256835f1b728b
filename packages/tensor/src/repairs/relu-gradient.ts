import * as tf from '@tensorflow/tfjs';
import { activationGradient } from '../ops/activation-grad/index';
import type { GradientRepair } from './repair';

/** Stock runs three kernels (step, cast, multiply); ours runs one. */
export const reluGradient: GradientRepair = {
  kernelName: 'Relu',
  why: 'three passes over memory instead of one',
  config: () => ({
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () =>
        x.dtype === 'float32'
          ? activationGradient({ dy: dy as tf.Tensor, z: x }, { activation: 'relu' }).dz
          : tf.mul(dy as tf.Tensor, tf.cast(tf.step(x), 'float32')),
    }),
  }),
  proofs: [],
};
