// One plan for every batched product: broadcast axes become strides of 0, neighbouring axes merge, and a stack of
// products that is really one larger product runs as one.
import type * as tf from '@tensorflow/tfjs';
import type { WasmMemory } from '../../backends/wasm-memory';
import { tapeRecords } from '../../engine/tfjs-engine';

/** A matrix, or a stack of them, in memory: byte strides. */
export interface Operand {
  pointer: number;
  batch: number[];
  rows: number;
  columns: number;
  rowStride: number;
  columnStride: number;
  /** The tensor, where the matrices are all of it. */
  tensor?: tf.TensorInfo;
}

/** What happens to each row of the product. `rows` adds one bias per row, `columns` one per column. */
export interface ProductEnd {
  bias?: number;
  biasAlong?: 'rows' | 'columns';
  activation: number;
  /** Receives the activated product; `target` keeps the values before the activation. May be the target itself. */
  activated: number;
}

interface Axis {
  size: number;
  a: number;
  b: number;
  c: number;
}

/** Describes a tensor [..., rows, columns], read transposed on wish. */
export function operand(memory: WasmMemory, tensor: tf.TensorInfo, transpose: boolean): Operand {
  const rank = tensor.shape.length;
  const rows = tensor.shape[rank - 2];
  const columns = tensor.shape[rank - 1];
  const batch = tensor.shape.slice(0, -2);
  const pointer = memory.pointer(tensor);
  if (!transpose) return { tensor, pointer, batch, rows, columns, rowStride: columns * 4, columnStride: 4 };
  return { tensor, pointer, batch, rows: columns, columns: rows, rowStride: 4, columnStride: columns * 4 };
}

/** Byte strides of each axis of `full` within a stack of matrices of shape `batch`: 0 where the axis is repeated. */
function batchStrides(full: number[], batch: number[], matrixBytes: number): number[] {
  const strides = new Array<number>(full.length).fill(0);
  let stride = matrixBytes;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const fullAxis = axis + full.length - batch.length;
    strides[fullAxis] = batch[axis] === 1 ? 0 : stride;
    stride *= batch[axis];
  }
  return strides;
}

function mergedAxes(full: number[], a: number[], b: number[], c: number[]): Axis[] {
  const axes: Axis[] = [];
  for (let axis = full.length - 1; axis >= 0; axis--) {
    const next: Axis = { size: full[axis], a: a[axis], b: b[axis], c: c[axis] };
    if (next.size === 1) continue;
    const inner = axes[axes.length - 1];
    if (
      inner !== undefined &&
      next.a === inner.a * inner.size &&
      next.b === inner.b * inner.size &&
      next.c === inner.c * inner.size
    ) {
      inner.size *= next.size;
    } else {
      axes.push(next);
    }
  }
  return axes;
}

/**
 * target[..., rows, columns] = a b, with a [..., rows, inner] and b [..., inner, columns]. Batch axes of a and b
 * broadcast. Where `target.batch` is smaller than the broadcast batch, the products are added up.
 */
export function batchedProduct(
  memory: WasmMemory,
  full: number[],
  a: Operand,
  b: Operand,
  target: { pointer: number; batch: number[] },
  end: ProductEnd,
): void {
  let rows = a.rows;
  let inner = a.columns;
  const { columns } = b;
  const cRow = columns * 4;
  const axes =
    full.length === 0
      ? []
      : mergedAxes(
          full,
          batchStrides(full, a.batch, a.rows * a.columns * 4),
          batchStrides(full, b.batch, b.rows * b.columns * 4),
          batchStrides(full, target.batch, rows * cRow),
        );
  let first = axes[0];
  if (
    first !== undefined &&
    first.b === 0 &&
    first.a === rows * a.rowStride &&
    first.c === rows * cRow &&
    end.biasAlong !== 'rows'
  ) {
    rows *= first.size;
    axes.shift();
    [first] = axes;
  } else if (
    first !== undefined &&
    first.c === 0 &&
    first.a === inner * a.columnStride &&
    first.b === inner * b.rowStride
  ) {
    inner *= first.size;
    axes.shift();
    [first] = axes;
  }
  const { kernels } = memory;
  if (full.includes(0)) {
    clearTarget(
      memory,
      target.pointer,
      target.batch.reduce((product, axis) => product * axis, a.rows * columns),
    );
    return;
  }
  const count = first?.size ?? 1;
  const workspace = memory.workspace(kernels.gemmWorkspace(count, rows, columns, inner, first?.a ?? 0));
  const biasMode = end.bias === undefined ? 0 : end.biasAlong === 'rows' ? 2 : 1;
  const panels = packedPanels(memory, b, rows);
  const aBatch = first?.a ?? 0;
  const bBatch = first?.b ?? 0;
  const cBatch = first?.c ?? 0;
  const bias = end.bias ?? 0;
  const run = (aOffset: number, bOffset: number, cOffset: number, accumulate: boolean): void => {
    const left = a.pointer + aOffset;
    const to = target.pointer + cOffset;
    const activated = end.activated + cOffset;
    const add = accumulate ? 1 : 0;
    if (panels !== 0) {
      // biome-ignore format: one line per operand
      kernels.gemmPacked(
        count, rows, columns, inner, left, aBatch, a.rowStride, a.columnStride,
        panels, to, cBatch, cRow,
        add, bias, biasMode, end.activation, activated, workspace,
      );
    } else {
      // biome-ignore format: one line per operand
      kernels.gemm(
        count, rows, columns, inner, left, aBatch, a.rowStride, a.columnStride,
        b.pointer + bOffset, bBatch, b.rowStride, b.columnStride, to, cBatch, cRow,
        add, bias, biasMode, end.activation, activated, workspace,
      );
    }
  };
  if (axes.length <= 1) run(0, 0, 0, false);
  else walk(axes.slice(1), run);
}

/** No products at all: an added-up target is zero, any other target is empty. */
function clearTarget({ kernels }: WasmMemory, pointer: number, size: number): void {
  kernels.gemm(1, 1, size, 0, 0, 0, 0, 0, 0, 0, 0, 0, pointer, 0, size * 4, 0, 0, 0, 0, pointer, 0);
}

/** Panels of a right matrix that is one for all products and is not being trained; 0 for any other. */
function packedPanels(memory: WasmMemory, b: Operand, rows: number): number {
  if (b.tensor === undefined || b.batch.some((size) => size !== 1) || tapeRecords()) return 0;
  const matrix = { inner: b.rows, columns: b.columns, rowStride: b.rowStride, columnStride: b.columnStride };
  return memory.packed(b.tensor, matrix, rows);
}

/** Calls `visit` with the byte offsets of every pair of matrices and of their product, in order. */
export function eachProduct(
  full: number[],
  a: Operand,
  b: Operand,
  visit: (aOffset: number, bOffset: number, cOffset: number) => void,
): void {
  if (full.includes(0)) return;
  const axes = mergedAxes(
    full,
    batchStrides(full, a.batch, a.rows * a.columns * 4),
    batchStrides(full, b.batch, b.rows * b.columns * 4),
    batchStrides(full, full, a.rows * b.columns * 4),
  );
  walk(axes, visit);
}

/** Visits the outer axes; a target seen before is added to. */
function walk(axes: Axis[], run: (a: number, b: number, c: number, accumulate: boolean) => void): void {
  const visit = (level: number, a: number, b: number, c: number, accumulate: boolean): void => {
    if (level < 0) {
      run(a, b, c, accumulate);
      return;
    }
    const axis = axes[level];
    for (let index = 0; index < axis.size; index++) {
      visit(
        level - 1,
        a + index * axis.a,
        b + index * axis.b,
        c + index * axis.c,
        accumulate || (axis.c === 0 && index > 0),
      );
    }
  };
  visit(axes.length - 1, 0, 0, 0, false);
}
