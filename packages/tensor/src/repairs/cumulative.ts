import * as tf from '@tensorflow/tfjs';
import type { CallRepair, Proof } from './repair';

/** Every backend takes a negative axis as it is: wasm writes out of bounds, cpu returns nothing, webgpu throws. */
function withPositiveAxis(kernelName: 'Cumsum' | 'Cumprod', proofs: Proof[]): CallRepair {
  return {
    kernelName,
    why: 'a negative axis is taken as it is: out of bounds on wasm, an empty result on cpu',
    rewrite(call) {
      const axis = call.attrs.axis as number;
      const rank = call.inputs.x.shape.length;
      return { ...call, attrs: { ...call.attrs, axis: axis < 0 ? axis + rank : axis } };
    },
    proofs,
  };
}

export const cumsum = withPositiveAxis('Cumsum', [
  {
    expression: 'cumsum(ones[2, 5], -1)',
    compute: () => tf.cumsum(tf.ones([2, 5]), -1),
    stock: { notRun: 'corrupts the heap' },
    right: [1, 2, 3, 4, 5, 1, 2, 3, 4, 5],
  },
]);

export const cumprod = withPositiveAxis('Cumprod', [
  {
    expression: 'cumprod(2 * ones[2, 3], -1)',
    compute: () => tf.cumprod(tf.fill([2, 3], 2), -1),
    stock: { notRun: 'corrupts the heap' },
    right: [2, 4, 8, 2, 4, 8],
  },
]);
