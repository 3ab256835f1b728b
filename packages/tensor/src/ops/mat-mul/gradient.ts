// With z = a b + bias and dz = dy act'(z): da = dz b^T, db = a^T dz, dbias = column sums of dz; each summed over the
// batch axes that were repeated.
import type * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { activationGradient } from '../activation-grad/index';
import { product } from './product';
import type { MatMulAttributes, MatMulInputs } from './reference';

/** Gradient of a product with respect to a, summed to the batch axes of a. */
export function leftGradient(
  dz: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  const batch = a.shape.slice(0, -2);
  return transposeA ? product(b, dz, transposeB, true, batch) : product(dz, b, false, !transposeB, batch);
}

/** Gradient of a product with respect to b, summed to the batch axes of b. */
export function rightGradient(
  dz: tf.Tensor,
  a: tf.Tensor,
  b: tf.Tensor,
  transposeA: boolean,
  transposeB: boolean,
): tf.Tensor {
  const batch = b.shape.slice(0, -2);
  return transposeB ? product(dz, a, true, transposeA, batch) : product(a, dz, !transposeA, false, batch);
}

export const matMulGradient: OpGradient<MatMulInputs, MatMulAttributes> = {
  saves: ['a', 'b', 'bias'],
  backward(dy, { inputs, kept, attributes }) {
    const { a, b, bias } = inputs;
    const { transposeA, transposeB, activation, alpha } = attributes;
    const { dz, dbias } = activationGradient({ dy, z: kept[0] }, { activation, alpha, biasAlong: bias && 'columns' });
    return {
      a: () => leftGradient(dz, a!, b!, transposeA, transposeB),
      b: () => rightGradient(dz, a!, b!, transposeA, transposeB),
      bias: () => dbias!,
    };
  },
};
