// Gradients of running sums and products.
import * as tf from '@tensorflow/tfjs';
import { productsOfOthers } from './products-of-others';
import type { GradientRepair } from './repair';

interface CumulativeAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

export const cumsumGradient: GradientRepair = {
  kernelName: 'Cumsum',
  why: 'transposes the result: wrong without a word where two axes are equal, an error otherwise; throws for a negative axis',
  config: () => ({
    kernelName: 'Cumsum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as CumulativeAttributes;
      const [positive] = tf.util.parseAxisParam(axis, x.shape);
      return { x: () => tf.cumsum(dy as tf.Tensor, positive, exclusive, !reverse) };
    },
  }),
  proofs: [
    {
      expression: 'gradient of sum(cumsum(x [2,2], 0) * [[1,2],[3,4]])',
      compute: () => {
        const weights = tf.tensor2d([1, 2, 3, 4], [2, 2]);
        return tf.grad((x) => tf.sum(tf.mul(tf.cumsum(x, 0), weights)))(tf.ones([2, 2]));
      },
      stock: { values: [4, 3, 6, 4] },
      right: [4, 6, 3, 4],
    },
    {
      expression: 'gradient of sum(cumsum(x [2,2], -1) * [[1,2],[3,4]])',
      compute: () => {
        const weights = tf.tensor2d([1, 2, 3, 4], [2, 2]);
        return tf.grad((x) => tf.sum(tf.mul(tf.cumsum(x, -1), weights)))(tf.ones([2, 2]));
      },
      stock: { notRun: 'corrupts the heap' },
      right: [3, 2, 7, 4],
    },
  ],
};

/**
 * Output i is the product of the entries that row i of `taken` marks; the derivative by entry k is the product of the
 * others of them. No division: zeros are safe.
 */
function cumprodGradient(dy: tf.Tensor, x: tf.Tensor, { axis, exclusive, reverse }: CumulativeAttributes): tf.Tensor {
  const [positive] = tf.util.parseAxisParam(axis, x.shape);
  const last = x.rank - 1;
  const order = x.shape.map((_, index) => index);
  order.splice(positive, 1);
  order.push(positive);
  const length = x.shape[positive];
  const rows = tf.range(0, length).reshape([length, 1]);
  const columns = tf.range(0, length);
  const compare = reverse ? (exclusive ? tf.greater : tf.greaterEqual) : exclusive ? tf.less : tf.lessEqual;
  const taken = tf.cast(compare(columns, rows), 'float32');
  const moved = tf.expandDims(tf.transpose(x, order), last);
  // Entries that are not taken count as one.
  const factors = tf.add(tf.mul(moved, taken), tf.sub(1, taken));
  const slopes = tf.mul(productsOfOthers(factors), taken);
  const gradient = tf.sum(tf.mul(tf.expandDims(tf.transpose(dy, order), -1), slopes), -2);
  return tf.transpose(gradient, tf.backend_util.getUndoAxesPermutation(order));
}

export const cumprodGradientRepair: GradientRepair = {
  kernelName: 'Cumprod',
  why: 'no gradient registered',
  config: () => ({
    kernelName: 'Cumprod',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => cumprodGradient(dy as tf.Tensor, x, attrs as unknown as CumulativeAttributes),
    }),
  }),
  proofs: [
    {
      expression: 'gradient of sum(cumprod(x)), x = [2, 0, 3]',
      compute: () => tf.grad((x) => tf.sum(tf.cumprod(x)))(tf.tensor1d([2, 0, 3])),
      stock: { throws: 'gradient function not found for Cumprod' },
      right: [1, 8, 0],
    },
  ],
};
