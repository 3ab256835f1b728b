// Gradients of two-sided ops that forget to sum over broadcast axes.
import * as tf from '@tensorflow/tfjs';
import type { GradientRepair, Proof } from './repair';

function sumTo(gradient: tf.Tensor, shape: number[]): tf.Tensor {
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

export const prodGradient: GradientRepair = {
  kernelName: 'Prod',
  why: 'throws for a negative axis',
  config: (stock) => ({
    ...stock!,
    gradFunc: (dy, saved, attrs) => {
      const [x] = saved;
      const axis = tf.util.parseAxisParam((attrs.axis as number[] | null) ?? x.shape.map((_, index) => index), x.shape);
      return stock!.gradFunc(dy, saved, { ...attrs, axis });
    },
  }),
  proofs: [
    {
      expression: 'gradient of sum(prod(x [2,2], -1)), x = [[1,2],[3,4]]',
      compute: () => tf.grad((x) => tf.sum(tf.prod(x, -1)))(tf.tensor2d([1, 2, 3, 4], [2, 2])),
      stock: { throws: 'must match length of perm' },
      right: [2, 1, 4, 3],
    },
  ],
};
