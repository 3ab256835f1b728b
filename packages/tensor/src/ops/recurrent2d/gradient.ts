// The loops backward and the products over their results are one op; the gradient of x is taken only where it is wanted.
import type * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { product } from '../mat-mul/product';
import { recurrent2dGrad } from '../recurrent2d-grad/index';
import type { Recurrent2dAttributes } from './chains';
import type { Recurrent2dInputs } from './reference';

export const recurrent2dGradient: OpGradient<Recurrent2dInputs, Recurrent2dAttributes> = {
  saves: ['x', 'kernel', 'recurrentKernel'],
  backward(dy, { inputs, kept, attributes }) {
    const { x, kernel, recurrentKernel } = inputs as { x: tf.Tensor; kernel: tf.Tensor; recurrentKernel: tf.Tensor };
    const [states, gates, extra] = kept;
    const [dGates, dKernel, dRecurrentKernel, dBias, dRecurrentBias] = recurrent2dGrad(
      { x, recurrentKernel, dy, states, gates, extra },
      attributes,
    );
    return {
      x: () => product(dGates, kernel, false, true, x.shape.slice(0, 2)),
      kernel: () => dKernel,
      recurrentKernel: () => dRecurrentKernel,
      bias: () => dBias,
      recurrentBias: () => dRecurrentBias,
    };
  },
};
