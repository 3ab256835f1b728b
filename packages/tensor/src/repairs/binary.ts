// Two-sided ops, four lanes at a time for every kind of broadcasting, where stock calls a scalar function per element.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { broadcastAxes } from './broadcast-axes';
import type { KernelRepair, Proof } from './repair';

/** The codes of `binary` in assembly/binary.ts for each type of operand; undefined where the stock kernel stays. */
interface Operation {
  float32?: number;
  int32?: number;
  bool?: number;
  /** Results are truth values. */
  truth?: true;
  /** Computes b op a. */
  swapped?: true;
  /** Only the way to the stock kernel is long: it takes large floats. */
  small?: true;
}

const operations: Record<string, Operation> = {
  Maximum: { float32: 0, int32: 3 },
  Minimum: { float32: 1, int32: 4 },
  Pow: { float32: 2 },
  Add: { float32: 22, int32: 5, small: true },
  Sub: { float32: 23, int32: 6, small: true },
  Multiply: { float32: 24, int32: 7, small: true },
  RealDiv: { float32: 25, small: true },
  FloorDiv: { int32: 20 },
  Mod: { int32: 21 },
  Greater: { float32: 12, int32: 16, truth: true },
  GreaterEqual: { float32: 13, int32: 17, truth: true },
  Less: { float32: 12, int32: 16, truth: true, swapped: true },
  LessEqual: { float32: 13, int32: 17, truth: true, swapped: true },
  Equal: { float32: 14, int32: 18, bool: 3, truth: true },
  NotEqual: { float32: 15, int32: 19, bool: 2, truth: true },
  LogicalAnd: { bool: 0, truth: true },
  LogicalOr: { bool: 1, truth: true },
  LogicalXor: { bool: 2, truth: true },
};

/** From this many values on, the stock kernel makes up for its longer way. */
const manyValues = 8192;

/** The stock kernel takes short rows, such as the three channels of an image, one value at a time. */
const shortRow = 16;

function stockIsFaster(a: tf.TensorInfo, b: tf.TensorInfo): boolean {
  const sizes = [tf.util.sizeFromShape(a.shape), tf.util.sizeFromShape(b.shape)];
  const smaller = Math.min(...sizes);
  return a.dtype === 'float32' && Math.max(...sizes) > manyValues && (smaller === 1 || smaller >= shortRow);
}

/** a op b for the operation with this code; operands of one type. */
export function runBinary(
  heap: WasmHeap,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  code: number,
  type: tf.DataType,
): tf.TensorInfo {
  const { shape, axes } = broadcastAxes(a.shape, b.shape);
  const y = heap.output(shape, type);
  if (tf.util.sizeFromShape(shape) === 0) return y;
  const size = tf.util.bytesPerElement(a.dtype);
  const ySize = tf.util.bytesPerElement(type);
  const scratch = heap.workspace(320);
  const [first, middle, inner] = axes.splice(-3);
  const plane = first.length * middle.length * inner.length;
  let to = heap.pointer(y);
  const walk = (depth: number, left: number, right: number): void => {
    if (depth === axes.length) {
      heap.kernels.binary(
        code,
        size,
        ySize,
        left,
        right,
        to,
        scratch,
        first.length,
        first.a * size,
        first.b * size,
        middle.length,
        middle.a * size,
        middle.b * size,
        inner.length,
        inner.a * size,
        inner.b * size,
      );
      to += plane * ySize;
      return;
    }
    const axis = axes[depth];
    for (let index = 0; index < axis.length; index++) {
      walk(depth + 1, left + index * axis.a * size, right + index * axis.b * size);
    }
  };
  walk(0, heap.pointer(a), heap.pointer(b));
  return y;
}

const ignoredNaN = (expression: string, compute: () => tf.Tensor, values: number[]): Proof => ({
  expression,
  compute,
  stock: { values },
  right: [1, 1],
});

const proofs: Record<string, Proof[]> = {
  Maximum: [
    ignoredNaN(
      'isNaN(maximum([NaN, 1], [1, NaN]))',
      () => tf.cast(tf.isNaN(tf.maximum(tf.tensor1d([Number.NaN, 1]), tf.tensor1d([1, Number.NaN]))), 'float32'),
      [1, 0],
    ),
  ],
  Minimum: [
    ignoredNaN(
      'isNaN(minimum([NaN, 1], [1, NaN]))',
      () => tf.cast(tf.isNaN(tf.minimum(tf.tensor1d([Number.NaN, 1]), tf.tensor1d([1, Number.NaN]))), 'float32'),
      [1, 0],
    ),
  ],
};

export const binary: KernelRepair[] = Object.entries(operations).map(([kernelName, operation]) => ({
  kernelName,
  why: proofs[kernelName] === undefined ? 'computes element by element' : 'ignores NaN in the second argument; slow',
  run(call, heap, stock) {
    const { a, b } = call.inputs;
    const [left, right] = operation.swapped ? [b, a] : [a, b];
    const code = operation[a.dtype as 'float32' | 'int32' | 'bool'];
    if (code === undefined || a.dtype !== b.dtype || (operation.small && stockIsFaster(a, b))) return stock(call);
    return runBinary(heap, left, right, code, operation.truth ? 'bool' : a.dtype);
  },
  proofs: proofs[kernelName] ?? [],
}));

export const select: KernelRepair = {
  kernelName: 'Select',
  why: 'selects element by element',
  run(call, heap, stock) {
    const { condition, t, e } = call.inputs;
    const size = tf.util.sizeFromShape;
    const plain = condition.dtype === 'bool' && t.dtype === e.dtype && t.dtype !== 'string';
    if (!plain || (size(condition.shape) !== size(t.shape) && size(t.shape) > 0)) return stock(call);
    // The op broadcasts its inputs before, except to an axis of length 0.
    if (size(e.shape) !== size(t.shape)) {
      return heap.output(tf.backend_util.assertAndGetBroadcastShape(t.shape, e.shape), t.dtype);
    }
    const y = heap.output(t.shape, t.dtype);
    heap.kernels.select(
      tf.util.bytesPerElement(t.dtype),
      tf.util.sizeFromShape(t.shape),
      heap.pointer(condition),
      heap.pointer(t),
      heap.pointer(e),
      heap.pointer(y),
    );
    return y;
  },
  proofs: [],
};

function castKernel(
  heap: WasmHeap,
  from: tf.DataType,
  to: tf.DataType,
): ((count: number, x: number, y: number) => void) | undefined {
  if (from === 'float32' && to === 'int32') return heap.kernels.castToInt;
  if ((from === 'float32' || from === 'int32') && to === 'bool') {
    return (count, x, y) => heap.kernels.castToBool(count, x, y, from === 'float32' ? -1 >>> 1 : -1);
  }
  return undefined;
}

export const cast: KernelRepair = {
  kernelName: 'Cast',
  why: 'takes fractions between -1 and 1 and multiples of 256 for false',
  run(call, heap, stock) {
    const { x } = call.inputs;
    const { dtype } = call.attrs as { dtype: tf.DataType };
    if (x.dtype === dtype) return heap.share(x);
    const count = tf.util.sizeFromShape(x.shape);
    const kernel = castKernel(heap, x.dtype, dtype);
    if (kernel === undefined) return stock(call);
    const y = heap.output(x.shape, dtype);
    kernel(count, heap.pointer(x), heap.pointer(y));
    return y;
  },
  proofs: [
    {
      expression: 'cast([0.5, 256, -0.25, 0], bool)',
      compute: () => tf.cast(tf.cast(tf.tensor1d([0.5, 256, -0.25, 0]), 'bool'), 'float32'),
      stock: { values: [0, 0, 0, 0] },
      right: [1, 1, 1, 0],
    },
  ],
};
