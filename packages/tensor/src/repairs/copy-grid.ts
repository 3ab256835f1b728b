// Copies between two layouts of the same elements, by one kernel for all of them.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';

/** One axis of a copy: its length, and how many elements apart its entries lie in source and target. */
export interface CopyAxis {
  length: number;
  from: number;
  to: number;
}

/** Types whose elements are plain bytes on the heap. */
export function isPlain(dtype: tf.DataType): boolean {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

/** The same copy with fewer axes: none of length 1, and neighbours that stay neighbours as one. */
export function joined(axes: readonly CopyAxis[]): CopyAxis[] {
  const result: CopyAxis[] = [];
  for (const axis of axes) {
    const outer = result.at(-1);
    if (axis.length === 1) continue;
    if (outer !== undefined && outer.from === axis.from * axis.length && outer.to === axis.to * axis.length) {
      result[result.length - 1] = { length: outer.length * axis.length, from: axis.from, to: axis.to };
    } else {
      result.push(axis);
    }
  }
  return result;
}

/** Copies elements of `size` bytes. `axes` run from outside to inside. */
export function copyGrid(
  heap: WasmHeap,
  size: number,
  source: number,
  target: number,
  axes: readonly CopyAxis[],
): void {
  const own = joined(axes);
  while (own.length < 4) own.unshift({ length: 1, from: 0, to: 0 });
  const inner = own
    .splice(-4)
    .map(({ length, from, to }): [number, number, number] => [length, from * size, to * size]);
  const [[n0, s0, t0], [n1, s1, t1], [n2, s2, t2], [n3, s3, t3]] = inner;
  const walk = (depth: number, from: number, to: number): void => {
    if (depth === own.length) {
      heap.kernels.copyGrid(size, from, to, n0, s0, t0, n1, s1, t1, n2, s2, t2, n3, s3, t3);
      return;
    }
    const axis = own[depth];
    for (let index = 0; index < axis.length; index++) {
      walk(depth + 1, from + index * axis.from * size, to + index * axis.to * size);
    }
  };
  walk(0, source, target);
}

/** Axes that write a contiguous tensor and read with the given strides. */
export function toContiguous(lengths: readonly number[], strides: readonly number[]): CopyAxis[] {
  const to = stridesOf(lengths);
  return lengths.map((length, axis) => ({ length, from: strides[axis], to: to[axis] }));
}

/** A new tensor of `shape` that reads `x` with the given strides, from element `offset` on. */
export function readStrided(
  heap: WasmHeap,
  x: tf.TensorInfo,
  shape: number[],
  view: { offset: number; strides: readonly number[]; lengths?: readonly number[] },
): tf.TensorInfo {
  const lengths = view.lengths ?? shape;
  const result = heap.output(shape, x.dtype);
  if (tf.util.sizeFromShape(shape) === 0) return result;
  const size = tf.util.bytesPerElement(x.dtype);
  const axes = toContiguous(lengths, view.strides);
  copyGrid(heap, size, heap.pointer(x) + view.offset * size, heap.pointer(result), axes);
  return result;
}

/** Elements between neighbours of each axis; for every axis, unlike the function of TensorFlow.js. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}
