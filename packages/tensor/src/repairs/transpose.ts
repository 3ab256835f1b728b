import * as tf from '@tensorflow/tfjs';
import { isPlain, joined, readStrided, stridesOf, toContiguous } from './copy-grid';
import type { KernelRepair } from './repair';

/** Shorter runs go to the stock kernel, which moves single elements faster. */
const leastRun = 4;

/** How many elements stay side by side; 0 when neighbours part. */
function runLength(lengths: number[], strides: number[]): number {
  const inner = joined(toContiguous(lengths, strides)).at(-1);
  return inner?.from === 1 ? inner.length : 0;
}

export const transpose: KernelRepair = {
  kernelName: 'Transpose',
  why: 'traps on an empty tensor, which leaves the heap in doubt; copies element by element where whole runs stay together',
  run(call, heap, stock) {
    const { x } = call.inputs;
    const permutation = call.attrs.perm as number[];
    const shape = permutation.map((axis) => x.shape[axis]);
    if (tf.util.sizeFromShape(shape) === 0) return heap.output(shape, x.dtype);
    const own = stridesOf(x.shape);
    const strides = permutation.map((axis) => own[axis]);
    if (!isPlain(x.dtype) || runLength(shape, strides) < leastRun) return stock(call);
    return readStrided(heap, x, shape, { offset: 0, strides });
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
