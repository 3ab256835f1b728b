import * as tf from '@tensorflow/tfjs';
import type { CallRepair, KernelRepair, Proof } from './repair';

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

/** Sums are kept in double precision; a middle axis needs no transposes. */
export const runningSums: KernelRepair = {
  kernelName: 'Cumsum',
  why: 'adds in float32, and transposes twice for all but the last axis',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (x.dtype !== 'float32' && x.dtype !== 'int32') return stock(call);
    const { axis, exclusive, reverse } = call.attrs as { axis: number; exclusive: boolean; reverse: boolean };
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    const outer = tf.util.sizeFromShape(x.shape.slice(0, along));
    const inner = tf.util.sizeFromShape(x.shape.slice(along + 1));
    const y = heap.output(x.shape, x.dtype);
    heap.kernels.runningSums(
      outer,
      x.shape[along],
      inner,
      heap.pointer(x),
      heap.pointer(y),
      x.dtype === 'int32' ? 1 : 0,
      exclusive ? 1 : 0,
      reverse ? 1 : 0,
      heap.workspace(Math.max(1, inner) * 8),
    );
    return y;
  },
  proofs: [
    {
      expression: 'last of cumsum(2^20 values 0.1)',
      compute: () => tf.slice(tf.cumsum(tf.fill([2 ** 20], 0.1)), [2 ** 20 - 1], [1]),
      stock: { values: [105942.1] },
      right: [104857.6015625],
      tolerance: 0.01,
    },
  ],
};
