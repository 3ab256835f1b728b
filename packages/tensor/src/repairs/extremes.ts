// Largest and smallest values along axes, and where they stand.
import * as tf from '@tensorflow/tfjs';
import { reducedShape, reduceInSteps, reductionSteps } from './reduction-steps';
import type { KernelRepair } from './repair';

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
      const code = codes[x.dtype as 'float32' | 'int32'];
      if (code === undefined || tf.util.sizeFromShape(x.shape) === 0) return stock(call);
      const shape = reducedShape(x.shape, axes, keepDims);
      return reduceInSteps(heap, x, shape, reductionSteps(x.shape, axes), (step, from, to) =>
        heap.kernels.extremeMiddle(code, ...step, heap.pointer(from), heap.pointer(to)),
      );
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
      const [along] = axes;
      const [outer, count, inner] = [
        tf.util.sizeFromShape(x.shape.slice(0, along)),
        x.shape[along],
        tf.util.sizeFromShape(x.shape.slice(along + 1)),
      ];
      if (x.dtype !== 'float32' || axes.length !== 1 || count === 0) return stock(call);
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
