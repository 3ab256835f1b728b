import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelRepair } from './repair';

/** One axis of the output: its length, and how far apart its elements lie in input and output. */
interface Axis {
  length: number;
  from: number;
  to: number;
}

/** Below this many elements per copy the stock loop is faster than calling the kernel. */
const leastPerCopy = 32;

/** Axes of the output from outside to inside, without those of length 1; neighbours that stay neighbours are one axis. */
function outputAxes(shape: number[], permutation: number[]): Axis[] {
  const strides = tf.util.computeStrides(shape);
  const axes: Axis[] = [];
  let to = 1;
  for (const source of [...permutation].reverse()) {
    const length = shape[source];
    const from = strides[source] ?? 1;
    const inner = axes[0];
    if (length > 1) {
      if (inner !== undefined && from === inner.from * inner.length) inner.length *= length;
      else axes.unshift({ length, from, to });
    }
    to *= length;
  }
  return axes;
}

/** Copies runs of the innermost axis: the longest other axis inside one kernel call, the rest in loops here. */
function copyRuns(heap: WasmHeap, axes: Axis[], source: number, target: number): void {
  const run = axes.at(-1)!;
  const others = axes.slice(0, -1);
  const rows = others.reduce((longest, axis) => (axis.length > longest.length ? axis : longest));
  const outer = others.filter((axis) => axis !== rows);
  const walk = (depth: number, from: number, to: number): void => {
    if (depth === outer.length) {
      heap.kernels.copyRows(rows.length, run.length * 4, from, rows.from * 4, to, rows.to * 4);
      return;
    }
    const axis = outer[depth];
    for (let index = 0; index < axis.length; index++) {
      walk(depth + 1, from + index * axis.from * 4, to + index * axis.to * 4);
    }
  };
  walk(0, source, target);
}

export const transpose: KernelRepair = {
  kernelName: 'Transpose',
  why: 'traps on an empty tensor, which leaves the heap in doubt; copies element by element where whole runs stay together',
  run(call, heap, stock) {
    const { x } = call.inputs;
    const permutation = call.attrs.perm as number[];
    const result = () =>
      heap.output(
        permutation.map((axis) => x.shape[axis]),
        x.dtype,
      );
    if (tf.util.sizeFromShape(x.shape) === 0) return result();
    const axes = outputAxes(x.shape, permutation);
    const run = axes.at(-1);
    const longest = Math.max(0, ...axes.slice(0, -1).map(({ length }) => length));
    const wordType = x.dtype === 'float32' || x.dtype === 'int32';
    if (!wordType || run === undefined || run.from !== 1 || run.length * longest < leastPerCopy) return stock(call);
    const transposed = result();
    copyRuns(heap, axes, heap.pointer(x), heap.pointer(transposed));
    return transposed;
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
