import * as tf from '@tensorflow/tfjs';
import { leftGradient, rightGradient } from '../ops/mat-mul/gradient';
import { matMulWasm } from '../ops/mat-mul/wasm';
import type { GradientRepair, KernelRepair } from './repair';

/** Stock is fast for one untransposed product only; both gradients of every dense layer fall to a scalar loop. */
export const batchMatMul: KernelRepair = {
  kernelName: 'BatchMatMul',
  why: 'scalar loop for transposed and batched products (6 % of peak)',
  run(call, heap, stock) {
    const { a, b } = call.inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return stock(call);
    const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
    const attributes = { transposeA, transposeB, activation: 'linear' as const };
    return matMulWasm({ inputs: { a, b, bias: undefined }, attributes, memory: heap, training: false }).outputs[0];
  },
  proofs: [],
};

export const batchMatMulGradient: GradientRepair = {
  kernelName: 'BatchMatMul',
  why: 'throws when a batch axis was broadcast',
  config: () => ({
    kernelName: 'BatchMatMul',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b], attrs) => {
      const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
      const dz = dy as tf.Tensor;
      return {
        a: () => leftGradient(dz, a, b, transposeA, transposeB),
        b: () => rightGradient(dz, a, b, transposeA, transposeB),
      };
    },
  }),
  proofs: [
    {
      expression: 'gradient of sum(matMul(a [2,2,2], b [2,2])) with respect to b',
      compute: () => {
        const a = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
        const b = tf.tensor2d([9, 10, 11, 12], [2, 2]);
        return tf.grad((x) => tf.sum(tf.matMul(a as tf.Tensor, x)))(b);
      },
      stock: { throws: 'does not match the shape of the input' },
      right: [16, 16, 20, 20],
    },
  ],
};
