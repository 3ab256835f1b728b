// Products of matrices that lie inside tensors on the WASM heap.
import type { WasmMemory } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** A matrix inside a tensor; offset and steps are in bytes. */
export interface HeapMatrix {
  tensor: tf.TensorInfo;
  offset: number;
  rows: number;
  columns: number;
  rowStep: number;
  columnStep: number;
}

/** Columns [first, first + columns) of a tensor [..., width] as rows of a matrix. */
export function rowsOf(tensor: tf.TensorInfo, first = 0, columns = tensor.shape[tensor.shape.length - 1]): HeapMatrix {
  const width = tensor.shape[tensor.shape.length - 1];
  const rows = tf.util.sizeFromShape(tensor.shape.slice(0, -1));
  return { tensor, offset: first * 4, rows, columns, rowStep: width * 4, columnStep: 4 };
}

/** Rows [first, first + rows) of a kernel [inputs, outputs]. */
export function kernelRows(kernel: tf.TensorInfo, first = 0, rows = kernel.shape[0] - first): HeapMatrix {
  const matrix = rowsOf(kernel);
  return { ...matrix, offset: first * matrix.rowStep, rows };
}

export function transposed(matrix: HeapMatrix): HeapMatrix {
  const { rows, columns, rowStep, columnStep } = matrix;
  return { ...matrix, rows: columns, columns: rows, rowStep: columnStep, columnStep: rowStep };
}

export interface ProductEnd {
  /** Adds to what is there. */
  add?: boolean;
  /** One number per column. */
  bias?: tf.TensorInfo;
  relu?: boolean;
}

/** target = a b, with bias and ReLU as asked for. */
export function multiply(
  memory: WasmMemory,
  a: HeapMatrix,
  b: HeapMatrix,
  target: HeapMatrix,
  { add = false, bias, relu = false }: ProductEnd = {},
): void {
  const { kernels } = memory;
  const at = ({ tensor, offset }: HeapMatrix): number => memory.pointer(tensor) + offset;
  const workspace = memory.workspace(kernels.gemmWorkspace(1, a.rows, b.columns, a.columns, 0));
  const to = at(target);
  // biome-ignore format: one line per operand
  kernels.gemm(
    1, a.rows, b.columns, a.columns, at(a), 0, a.rowStep, a.columnStep,
    at(b), 0, b.rowStep, b.columnStep, to, 0, target.rowStep,
    add ? 1 : 0, bias ? memory.pointer(bias) : 0, bias ? 1 : 0, relu ? 1 : 0, to, workspace,
  );
}

/** A stack of squares of channels, [batch, side, side, columns of the matrix]. */
export interface PairStack {
  matrix: HeapMatrix;
  transpose?: boolean;
}

/** target[b] = a[b] b[b], every channel on its own. */
export function multiplyChannels(
  memory: WasmMemory,
  [batch, side]: readonly number[],
  a: PairStack,
  b: PairStack,
  target: tf.TensorInfo,
): void {
  const { kernels } = memory;
  const [left, right] = [a, b].map(({ matrix, transpose = false }) => {
    const [near, far] = [matrix.rowStep, side * matrix.rowStep];
    return { ...matrix, row: transpose ? near : far, step: transpose ? far : near };
  });
  const channels = left.columns;
  const workspace = memory.workspace(kernels.channelMatMulWorkspace(side, side, side, channels, left.step, right.row));
  const bytes = (rowStep: number): number => side * side * rowStep;
  // biome-ignore format: one line per operand
  kernels.channelMatMul(
    batch, side, side, side, channels,
    memory.pointer(left.tensor) + left.offset, bytes(left.rowStep), left.row, left.step,
    memory.pointer(right.tensor) + right.offset, bytes(right.rowStep), right.row, right.step,
    memory.pointer(target), workspace,
  );
}
