// Largest and smallest values along axes, and where they stand.
import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from './repair';
import { middleAxis, reducedShape } from './sums';

/** `codes` are those of `extremeMiddle` in assembly/extremes.ts. */
function extreme(kernelName: string, codes: { float32: number; int32: number }): KernelRepair {
  return {
    kernelName,
    why: 'compares element by element, and transposes for all but the last axis',
    run(call, heap, stock) {
      const { x } = call.inputs;
      const { keepDims, axis, reductionIndices } = call.attrs as {
        keepDims: boolean;
        axis?: number | number[];
        reductionIndices?: number | number[];
      };
      const along = reductionIndices ?? axis ?? x.shape.map((_, index) => index);
      const axes = tf.util.parseAxisParam(along, x.shape);
      const layout = middleAxis(x.shape, axes);
      const code = codes[x.dtype as 'float32' | 'int32'];
      if (code === undefined || layout === undefined || layout[1] === 0) return stock(call);
      const y = heap.output(reducedShape(x.shape, axes, keepDims), x.dtype);
      heap.kernels.extremeMiddle(code, ...layout, heap.pointer(x), heap.pointer(y));
      return y;
    },
    proofs: [],
  };
}

function place(kernelName: string, sign: 1 | -1): KernelRepair {
  return {
    kernelName,
    why: 'compares element by element, and transposes for all but the last axis',
    run(call, heap, stock) {
      const { x } = call.inputs;
      const axes = tf.util.parseAxisParam(call.attrs.axis as number, x.shape);
      const layout = middleAxis(x.shape, axes);
      if (x.dtype !== 'float32' || layout === undefined || layout[1] === 0) return stock(call);
      const [outer, count, inner] = layout;
      const y = heap.output(reducedShape(x.shape, axes, false), 'int32');
      const scratch = heap.workspace(Math.max(1, inner) * 4);
      heap.kernels.extremePlaces(outer, count, inner, heap.pointer(x), heap.pointer(y), sign, scratch);
      return y;
    },
    proofs: [],
  };
}

export const extremes: KernelRepair[] = [
  extreme('Max', { float32: 0, int32: 2 }),
  extreme('Min', { float32: 1, int32: 3 }),
  place('ArgMax', 1),
  place('ArgMin', -1),
];
