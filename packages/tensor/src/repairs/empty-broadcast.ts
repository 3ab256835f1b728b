// Gradients of two-sided ops where an axis of length 1 was broadcast to one of length 0. Stock sums over axes that have
// become longer, and 0 is not longer than 1.
import * as tf from '@tensorflow/tfjs';
import type { GradientRepair, Proof } from './repair';

const zero = (x: tf.Tensor) => () => tf.zerosLike(x.dtype === 'float32' ? x : tf.cast(x, 'float32'));

function emptyBroadcast(kernelName: string, proofs: Proof[] = []): GradientRepair {
  return {
    kernelName,
    why: 'throws when an axis of length 1 was broadcast to one of length 0',
    config: (stock) => ({
      ...stock!,
      // Inputs come first among what stock keeps. Nothing depends on an empty result.
      gradFunc: (dy, saved, attrs) =>
        (dy as tf.Tensor).size === 0 ? { a: zero(saved[0]), b: zero(saved[1]) } : stock!.gradFunc(dy, saved, attrs),
    }),
    proofs,
  };
}

const product: Proof = {
  expression: 'gradient of sum(x * zeros[0, 2]), x = [[1, 2]]',
  compute: () => tf.grad((x) => tf.sum(tf.mul(x, tf.zeros([0, 2]))))(tf.tensor2d([1, 2], [1, 2])),
  stock: { throws: 'does not match the shape of the input' },
  right: [0, 0],
};

export const emptyBroadcasts: GradientRepair[] = [
  emptyBroadcast('Multiply', [product]),
  ...['Add', 'Sub', 'RealDiv', 'Pow', 'Mod', 'Atan2'].map((name) => emptyBroadcast(name)),
];
