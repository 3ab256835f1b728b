import * as tf from '@tensorflow/tfjs';
import type { GradientRepair } from './repair';

/** The tape hands over a list of gradients, but a single tensor where there is one output. */
export const unpackGradient: GradientRepair = {
  kernelName: 'Unpack',
  why: 'throws for an axis of length 1',
  config: () => ({
    kernelName: 'Unpack',
    gradFunc: (dy, _saved, attrs) => ({ value: () => tf.stack([dy].flat(), attrs.axis as number) }),
  }),
  proofs: [
    {
      expression: 'gradient of sum(unstack(x [1,2])[0]^2), x = [[3, 4]]',
      compute: () => tf.grad((x) => tf.sum(tf.square(tf.unstack(x)[0])))(tf.tensor2d([3, 4], [1, 2])),
      stock: { throws: 'Argument tensors passed to stack' },
      right: [6, 8],
    },
  ],
};
