// Stock gradients that are made of kernels without a gradient of their own.
import * as tf from '@tensorflow/tfjs';
import { tapeDepth } from '../engine/tfjs-engine';
import type { GradientRepair } from './repair';

export const secondDerivatives: GradientRepair[] = [
  {
    kernelName: 'Elu',
    why: 'no second derivative',
    config: () => ({
      kernelName: 'Elu',
      outputsToSave: [true],
      // The slope is exp(x) = y + 1 below 0 and 1 above. The stock kernel has no gradient of its own.
      gradFunc: (dy, [y]) => ({
        x: () =>
          tapeDepth() === 0
            ? tf.engine().runKernel<tf.Tensor>('EluGrad', { dy: dy as tf.Tensor, y })
            : tf.mul(dy as tf.Tensor, tf.add(tf.minimum(y, 0), 1)),
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
  {
    kernelName: 'Selu',
    why: 'no second derivative, and eight passes over memory',
    config: () => ({
      kernelName: 'Selu',
      outputsToSave: [true],
      // The slope is scale alpha exp(x) = y + scale alpha below 0 and scale above.
      gradFunc: (dy, [y]) => ({
        x: () => {
          const { SELU_SCALE: scale, SELU_SCALEALPHA: scaleAlpha } = tf.backend_util;
          const jump = tf.mul(tf.step(y, scaleAlpha / scale), scale);
          return tf.mul(dy as tf.Tensor, tf.add(tf.minimum(y, 0), jump));
        },
      }),
    }),
    proofs: [
      {
        expression: 'second derivative of selu at -0.5',
        compute: () => tf.grad((x) => tf.sum(tf.grad((z) => tf.sum(tf.selu(z)))(x)))(tf.scalar(-0.5)),
        stock: { throws: 'Greater' },
        right: [1.066341],
      },
    ],
  },
  {
    kernelName: 'Rsqrt',
    why: 'computes a power with the exponent 3/2',
    config: () => ({
      kernelName: 'Rsqrt',
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({
        x: () => {
          const y = tf.rsqrt(x);
          return tf.mul(tf.mul(dy as tf.Tensor, -0.5), tf.mul(tf.square(y), y));
        },
      }),
    }),
    proofs: [],
  },
];
