import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { reducedShape, reduceInSteps, reductionSteps } from './reduction-steps';
import type { KernelRepair, StockCall, StockKernel } from './repair';

function reduce(call: StockCall, heap: WasmHeap, stock: StockKernel, mean: boolean): tf.TensorInfo {
  const { x } = call.inputs;
  if (x.dtype !== 'float32') return stock(call) as tf.TensorInfo;
  const { axis, keepDims } = call.attrs as { axis: number | number[] | null; keepDims: boolean };
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape);
  const shape = reducedShape(x.shape, axes, keepDims);
  return reduceInSteps(heap, x, shape, reductionSteps(x.shape, axes), ([outer, count, inner], from, to) => {
    const scratch = inner > 1 && count > 64 ? heap.workspace(inner * 4 * 32) : 0;
    const scale = mean && count > 0 ? 1 / count : 1;
    heap.kernels.sumMiddle(outer, count, inner, heap.pointer(from), heap.pointer(to), scale, scratch);
  });
}

// 2^22 copies of 0.1f; the true sum is 419430.40625.
const manyTenths = (): tf.Tensor => tf.fill([2 ** 22], 0.1);

export const sum: KernelRepair = {
  kernelName: 'Sum',
  why: 'adds from left to right in float32: millions of values lose all accuracy',
  run: (call, heap, stock) => reduce(call, heap, stock, false),
  proofs: [
    {
      expression: 'sum of 2^22 values 0.1',
      compute: () => tf.sum(manyTenths()),
      stock: { values: [402740.78125] },
      right: [419430.40625],
      tolerance: 0.2,
    },
  ],
};

export const mean: KernelRepair = {
  kernelName: 'Mean',
  why: 'adds from left to right in float32: millions of values lose all accuracy',
  run: (call, heap, stock) => reduce(call, heap, stock, true),
  proofs: [
    {
      expression: 'mean of 2^22 values 0.1',
      compute: () => tf.mean(manyTenths()),
      stock: { values: [0.0960209] },
      right: [0.1],
      tolerance: 1e-7,
    },
  ],
};
