import * as tf from '@tensorflow/tfjs';
import { runBinary } from './binary';
import type { KernelRepair } from './repair';

/** The code of prelu in assembly/binary.ts. */
const code = 8;

export const prelu: KernelRepair = {
  kernelName: 'Prelu',
  why: 'takes alpha for one value per channel, whatever its shape; traps on empty tensors',
  run(call, heap, stock) {
    const { x, alpha } = call.inputs;
    const channels = x.shape[x.shape.length - 1];
    const perChannel =
      alpha.shape[alpha.shape.length - 1] === channels && tf.util.sizeFromShape(alpha.shape) === channels;
    const empty = tf.util.sizeFromShape(x.shape) === 0;
    if ((perChannel && !empty) || x.dtype !== 'float32' || alpha.dtype !== 'float32') return stock(call);
    return runBinary(heap, x, alpha, code, 'float32');
  },
  proofs: [
    {
      expression: 'shape of prelu(zeros[0, 3], [1, 2, 3])',
      compute: () => tf.tensor1d(tf.prelu(tf.zeros([0, 3]), tf.tensor1d([1, 2, 3])).shape),
      stock: { notRun: 'traps, which leaves the heap in doubt' },
      right: [0, 3],
    },
    {
      expression: 'prelu(-ones[2, 2], [[0.5], [0.25]])',
      compute: () => tf.prelu(tf.fill([2, 2], -1), tf.tensor2d([[0.5], [0.25]])),
      stock: { values: [-0.5, -0.25, -0.5, -0.25] },
      right: [-0.5, -0.5, -0.25, -0.25],
    },
  ],
};
