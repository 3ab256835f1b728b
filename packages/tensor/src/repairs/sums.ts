import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelRepair, StockCall, StockKernel } from './repair';

/** [outer, count, inner] when the reduced axes are neighbours; undefined otherwise. */
export function middleAxis(shape: number[], axes: number[]): [number, number, number] | undefined {
  if (axes.length === 0) return undefined;
  const first = Math.min(...axes);
  const last = Math.max(...axes);
  if (last - first + 1 !== axes.length) return undefined;
  const size = tf.util.sizeFromShape;
  return [size(shape.slice(0, first)), size(shape.slice(first, last + 1)), size(shape.slice(last + 1))];
}

/** The shape after a reduction along `axes`. */
export function reducedShape(shape: number[], axes: number[], keepDims: boolean): number[] {
  const rest = shape.filter((_, index) => !axes.includes(index));
  return keepDims ? tf.backend_util.expandShapeToKeepDim(rest, axes) : rest;
}

function reduce(call: StockCall, heap: WasmHeap, stock: StockKernel, mean: boolean): tf.TensorInfo {
  const { x } = call.inputs;
  const { axis, keepDims } = call.attrs as { axis: number | number[] | null; keepDims: boolean };
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape);
  const layout = x.dtype === 'float32' ? middleAxis(x.shape, axes) : undefined;
  if (layout === undefined) return stock(call) as tf.TensorInfo;
  const [outer, count, inner] = layout;
  const y = heap.output(reducedShape(x.shape, axes, keepDims));
  const scratch = inner > 1 && count > 64 ? heap.workspace(inner * 4 * 32) : 0;
  heap.kernels.sumMiddle(
    outer,
    count,
    inner,
    heap.pointer(x),
    heap.pointer(y),
    mean && count > 0 ? 1 / count : 1,
    scratch,
  );
  return y;
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
