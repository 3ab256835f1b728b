import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelActivation } from '../ops/activation-names';
import { leftGradient, rightGradient } from '../ops/mat-mul/gradient';
import { integerProduct } from '../ops/mat-mul/integer-product';
import { matMulWasm } from '../ops/mat-mul/wasm';
import type { GradientRepair, KernelRepair, StockCall } from './repair';

/** What a product of TensorFlow.js has to end with: a bias for every column, and an activation. */
export interface StockProductEnd {
  bias?: tf.TensorInfo;
  activation: KernelActivation;
  alpha?: number;
}

/** The product of a call of TensorFlow.js. @throws Error for other types than float32 and, with a plain end, int32. */
export function stockProduct(
  kernelName: string,
  { inputs, attrs }: StockCall,
  heap: WasmHeap,
  { bias, activation, alpha }: StockProductEnd = { activation: 'linear' },
): tf.TensorInfo {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const plain = bias === undefined && activation === 'linear';
  if (a.dtype === 'int32' && b.dtype === 'int32' && plain) return integerProduct(heap, a, b, transposeA, transposeB);
  if (a.dtype !== 'float32' || b.dtype !== 'float32') {
    throw new Error(`${kernelName} takes float32 or int32 tensors, got ${a.dtype} and ${b.dtype}.`);
  }
  const attributes = { transposeA, transposeB, activation, alpha };
  return matMulWasm({ inputs: { a, b, bias }, attributes, memory: heap, training: false }).outputs[0];
}

/** Stock is fast for one untransposed product only; both gradients of every dense layer fall to a scalar loop. */
export const batchMatMul: KernelRepair = {
  kernelName: 'BatchMatMul',
  why: 'scalar loop for transposed and batched products (6 % of peak), no int32',
  run: (call, heap) => stockProduct('BatchMatMul', call, heap),
  proofs: [
    {
      expression: 'matMul of int32 [2, 2] and [2, 1], with a product beyond 2^24',
      compute: () =>
        tf.matMul(
          tf.tensor2d(
            [
              [5793, 5793],
              [1, -2],
            ],
            [2, 2],
            'int32',
          ),
          tf.tensor2d([[5793], [1]], [2, 1], 'int32'),
        ),
      stock: { throws: 'BatchMatMul for non non-float32 tensors' },
      right: [33564642, 5791],
      tolerance: 0,
    },
  ],
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
