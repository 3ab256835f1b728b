import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from './repair';

export const transpose: KernelRepair = {
  kernelName: 'Transpose',
  why: 'traps on an empty tensor, which leaves the heap in doubt',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (tf.util.sizeFromShape(x.shape) > 0) return stock(call);
    const permutation = call.attrs.perm as number[];
    return heap.output(
      permutation.map((axis) => x.shape[axis]),
      x.dtype,
    );
  },
  proofs: [
    {
      expression: 'shape of transpose(zeros[0, 3, 6], [0, 2, 1])',
      compute: () => tf.tensor1d(tf.transpose(tf.zeros([0, 3, 6]), [0, 2, 1]).shape),
      stock: { throws: 'divide by zero' },
      right: [0, 6, 3],
    },
  ],
};
