// Gradients of two-sided ops that forget to sum over broadcast axes.
import * as tf from '@tensorflow/tfjs';
import { productsOfOthers } from './products-of-others';
import type { GradientRepair, Proof } from './repair';

function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  // An axis of length 1 may have become one of length 0.
  if (gradient.size === 0) return tf.zeros(shape);
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

function twoSided(
  kernelName: string,
  slopes: (a: tf.Tensor, b: tf.Tensor) => { a: () => tf.Tensor; b: () => tf.Tensor },
  proof: Proof,
): GradientRepair {
  return {
    kernelName,
    why: 'throws when an input was broadcast',
    config: () => ({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b]) => {
        const slope = slopes(a, b);
        return {
          a: () => sumTo(tf.mul(dy as tf.Tensor, slope.a()), a.shape),
          b: () => sumTo(tf.mul(dy as tf.Tensor, slope.b()), b.shape),
        };
      },
    }),
    proofs: [proof],
  };
}

function proof(expression: string, f: (x: tf.Tensor) => tf.Tensor, right: number[]): Proof {
  return {
    expression: `gradient of sum(${expression}) with respect to x, x = [-1, 2]`,
    compute: () => tf.grad((x) => tf.sum(f(x)))(tf.tensor1d([-1, 2])),
    stock: { throws: 'does not match the shape of the input' },
    right,
  };
}

const column = (): tf.Tensor2D => tf.tensor2d([0, 1, 3], [3, 1]);

export const broadcastGradients: GradientRepair[] = [
  twoSided(
    'Maximum',
    (a, b) => ({ a: () => tf.cast(tf.greaterEqual(a, b), 'float32'), b: () => tf.cast(tf.less(a, b), 'float32') }),
    proof('maximum(x, [[0], [1], [3]])', (x) => tf.maximum(x, column()), [0, 2]),
  ),
  twoSided(
    'Minimum',
    (a, b) => ({ a: () => tf.cast(tf.lessEqual(a, b), 'float32'), b: () => tf.cast(tf.greater(a, b), 'float32') }),
    proof('minimum(x, [[0], [1], [3]])', (x) => tf.minimum(x, column()), [3, 1]),
  ),
  twoSided(
    'SquaredDifference',
    (a, b) => ({ a: () => tf.mul(2, tf.sub(a, b)), b: () => tf.mul(2, tf.sub(b, a)) }),
    proof('squaredDifference(x, [[0], [1], [3]])', (x) => tf.squaredDifference(x, column()), [-14, 4]),
  ),
];

/** The product over some axes, differentiated without a division. */
export const prodGradient: GradientRepair = {
  kernelName: 'Prod',
  why: 'throws for a negative axis, has no second derivative, and transposes wrongly where more than two axes move',
  config: () => ({
    kernelName: 'Prod',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const all = x.shape.map((_, index) => index);
        const axes = tf.util.parseAxisParam((attrs.axis as number | number[] | null) ?? all, x.shape);
        const kept = all.filter((index) => !axes.includes(index));
        const order = [...kept, ...axes];
        const shapeOf = (indices: number[]): number[] => indices.map((index) => x.shape[index]);
        const moved = tf.transpose(x, order);
        const rows = tf.reshape(moved, [...shapeOf(kept), tf.util.sizeFromShape(shapeOf(axes))]);
        const outside = tf.reshape(dy as tf.Tensor, [...shapeOf(kept), 1]);
        const gradient = tf.reshape(tf.mul(outside, productsOfOthers(rows)), moved.shape);
        return tf.transpose(gradient, tf.backend_util.getUndoAxesPermutation(order));
      },
    }),
  }),
  proofs: [
    {
      expression: 'gradient of sum(prod(x [2,2], -1)), x = [[1,2],[3,4]]',
      compute: () => tf.grad((x) => tf.sum(tf.prod(x, -1)))(tf.tensor2d([1, 2, 3, 4], [2, 2])),
      stock: { throws: 'must match length of perm' },
      right: [2, 1, 4, 3],
    },
    {
      expression: 'second derivative of prod(x) at [2, 0, 3], summed',
      compute: () => tf.grad((x) => tf.sum(tf.grad((z) => tf.prod(z))(x)))(tf.tensor1d([2, 0, 3])),
      stock: { throws: 'Cumprod' },
      right: [3, 5, 2],
    },
  ],
};
