// With dz = dy act'(z). Axis -1: dx = dz K^T, dK = x^T dz. Axis -2: dx = K dz, dK = sum over the batch of x dz^T,
// without a transpose. dbias is the sum of dz over all axes but the mixed one, taken while dz is written.
import type * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { activationGradient } from '../activation-grad/index';
import { product } from '../mat-mul/product';
import type { DenseAttributes, DenseInputs } from './reference';

/** A vector as a matrix of one row. */
function atLeastMatrix(x: tf.Tensor): tf.Tensor {
  return x.rank === 1 ? x.expandDims(0) : x;
}

export const denseGradient: OpGradient<DenseInputs, DenseAttributes> = {
  saves: ['x', 'kernel', 'bias'],
  backward(dy, { inputs, kept, attributes }) {
    const { axis, activation, alpha } = attributes;
    const x = inputs.x!;
    const kernel = inputs.kernel!;
    const biasAlong = inputs.bias && (axis === -1 ? 'columns' : 'rows');
    const { dz, dbias } = activationGradient({ dy, z: kept[0] }, { activation, alpha, biasAlong });
    const batch = x.shape.slice(0, -2);
    if (axis === -2) {
      return {
        x: () => product(kernel, dz, false, false, batch),
        kernel: () => product(x, dz, false, true, []),
        bias: () => dbias!,
      };
    }
    return {
      x: () => product(atLeastMatrix(dz), kernel, false, true, batch).reshape(x.shape),
      kernel: () => product(atLeastMatrix(x), atLeastMatrix(dz), true, false, []),
      bias: () => dbias!,
    };
  },
};
