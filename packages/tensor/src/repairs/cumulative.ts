import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from './repair';

function withPositiveAxis(kernelName: 'Cumsum' | 'Cumprod', proofs: KernelRepair['proofs']): KernelRepair {
  return {
    kernelName,
    why: 'a negative axis is taken as it is and the heap is written out of bounds',
    run(call, _heap, stock) {
      const axis = call.attrs.axis as number;
      const rank = call.inputs.x.shape.length;
      return stock!({
        ...call,
        attrs: { ...call.attrs, axis: axis < 0 ? axis + rank : axis },
      } as never) as tf.TensorInfo;
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
