// Gradients of ops that spread or gather values along axes.
import * as tf from '@tensorflow/tfjs';
import type { GradientRepair } from './repair';

/** dy of a reduction, repeated along the reduced axes. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: number | number[] | null): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape);
  const kept = x.shape.map((length, index) => (axes.includes(index) ? 1 : length));
  const reps = x.shape.map((length, index) => (axes.includes(index) ? length : 1));
  const row = tf.reshape(dy, kept);
  // WebGPU tiles more than four axes on the host.
  return x.rank > 4 ? tf.mul(row, tf.fill(x.shape, 1)) : tf.tile(row, reps);
}

export const sumGradient: GradientRepair = {
  kernelName: 'Sum',
  why: 'multiplies by a tensor of ones that comes from JavaScript',
  config: () => ({
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as tf.Tensor, x, attrs.axis as number[] | null) }),
  }),
  proofs: [],
};

export const meanGradient: GradientRepair = {
  kernelName: 'Mean',
  why: 'multiplies by a tensor of ones that comes from JavaScript',
  config: () => ({
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const share = (dy as tf.Tensor).size / Math.max(1, x.size);
        return spread(tf.mul(dy as tf.Tensor, share), x, attrs.axis as number[] | null);
      },
    }),
  }),
  proofs: [],
};

/** dy of shape [reps[0] * length[0], ...] is [reps[0], length[0], ...]: one sum instead of a slice for each repetition. */
export const tileGradient: GradientRepair = {
  kernelName: 'Tile',
  why: 'runs two kernels for each repetition, and stops at four axes',
  config: () => ({
    kernelName: 'Tile',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const reps = attrs.reps as number[];
        const split: number[] = [];
        const repeated: number[] = [];
        x.shape.forEach((length, axis) => {
          if (reps[axis] !== 1) {
            repeated.push(split.length);
            split.push(reps[axis]);
          }
          split.push(length);
        });
        if (repeated.length === 0) return tf.clone(dy as tf.Tensor);
        return tf.reshape(tf.sum(tf.reshape(dy as tf.Tensor, split), repeated), x.shape);
      },
    }),
  }),
  proofs: [
    {
      expression: 'gradient of sum(tile(x [1,1,1,1,2], [1,1,1,1,3]) * [1,2,3,4,5,6])',
      compute: () => {
        const weights = tf.tensor([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 6]);
        return tf.grad((x) => tf.sum(tf.mul(tf.tile(x, [1, 1, 1, 1, 3]), weights)))(tf.ones([1, 1, 1, 1, 2]));
      },
      stock: { throws: 'rank' },
      right: [9, 12],
    },
  ],
};
