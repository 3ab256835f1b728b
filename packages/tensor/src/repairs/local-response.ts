import * as tf from '@tensorflow/tfjs';
import { tapeDepth } from '../engine/tfjs-engine';
import type { GradientRepair } from './repair';

interface LocalResponse {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/**
 * The gradient of local response normalisation in ops that have derivatives: with the sums S of squares over neighbouring
 * channels and n = bias + alpha S, y = x n^-beta and dx = dy n^-beta - 2 alpha beta x B(dy x n^(-beta - 1)), B the sum
 * over the same neighbours.
 */
function gradient(dy: tf.Tensor, x: tf.Tensor, { depthRadius, bias, alpha, beta }: LocalResponse): tf.Tensor {
  const channels = x.shape[x.rank - 1];
  const place = tf.range(0, channels);
  const distance = tf.abs(tf.sub(tf.expandDims(place, 1), place));
  const band = tf.cast(tf.lessEqual(distance, depthRadius), 'float32');
  const overNeighbors = (values: tf.Tensor): tf.Tensor =>
    tf.reshape(tf.matMul(tf.reshape(values, [-1, channels]), band), x.shape);
  const norm = tf.add(bias, tf.mul(alpha, overNeighbors(tf.square(x))));
  const direct = tf.mul(dy, tf.pow(norm, -beta));
  const around = overNeighbors(tf.mul(tf.mul(dy, x), tf.pow(norm, -beta - 1)));
  return tf.sub(direct, tf.mul(2 * alpha * beta, tf.mul(x, around)));
}

export const localResponseGradient: GradientRepair = {
  kernelName: 'LRN',
  why: 'no second derivative',
  config: (stock) => ({
    ...stock!,
    gradFunc: (dy, saved, attrs) =>
      tapeDepth() > 0
        ? { x: () => gradient(dy as tf.Tensor, saved[0], attrs as unknown as LocalResponse) }
        : stock!.gradFunc(dy, saved, attrs),
  }),
  proofs: [
    {
      expression: 'second derivative of localResponseNormalization(x [1,1,1,1]) with alpha = beta = bias = 1 at 0.5',
      compute: () => {
        const f = (x: tf.Tensor): tf.Tensor => tf.sum(tf.localResponseNormalization(x as tf.Tensor4D, 1, 1, 1, 1));
        return tf.grad((x) => tf.sum(tf.grad(f)(x)))(tf.fill([1, 1, 1, 1], 0.5));
      },
      stock: { throws: 'LRNGrad' },
      right: [-1.408],
    },
  ],
};
