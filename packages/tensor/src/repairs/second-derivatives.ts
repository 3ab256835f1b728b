// Stock gradients that are made of kernels without a gradient of their own.
import * as tf from '@tensorflow/tfjs';
import type { GradientRepair } from './repair';

export const secondDerivatives: GradientRepair[] = [
  {
    kernelName: 'Elu',
    why: 'no second derivative',
    config: () => ({
      kernelName: 'Elu',
      outputsToSave: [true],
      // The slope is exp(x) = y + 1 below 0 and 1 above.
      gradFunc: (dy, [y]) => ({
        x: () => {
          const above = tf.step(y);
          return tf.mul(dy as tf.Tensor, tf.add(above, tf.mul(tf.sub(1, above), tf.add(y, 1))));
        },
      }),
    }),
    proofs: [
      {
        expression: 'second derivative of elu at -0.5',
        compute: () => tf.grad((x) => tf.sum(tf.grad((z) => tf.sum(tf.elu(z)))(x)))(tf.scalar(-0.5)),
        stock: { throws: 'Cannot compute gradient' },
        right: [0.606531],
      },
    ],
  },
  {
    kernelName: 'LeakyRelu',
    why: 'no second derivative',
    config: () => ({
      kernelName: 'LeakyRelu',
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attrs) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(x, attrs.alpha as number)) }),
    }),
    proofs: [
      {
        expression: 'second derivative of leakyRelu(x)^2 at -1, alpha 0.5',
        compute: () => {
          const f = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(tf.leakyRelu(x, 0.5)));
          return tf.grad((x) => tf.sum(tf.grad(f)(x)))(tf.scalar(-1));
        },
        stock: { throws: 'Greater' },
        right: [0.5],
      },
    ],
  },
];
