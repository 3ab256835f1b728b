import * as tf from '@tensorflow/tfjs';
import { softmaxGrad } from '../ops/softmax-grad/index';
import type { GradientRepair } from './repair';

/** Stock runs four kernels (two products, a sum, a difference); ours runs one. */
export const softmaxGradient: GradientRepair = {
  kernelName: 'Softmax',
  why: 'four passes over memory instead of one',
  config: () => ({
    kernelName: 'Softmax',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ logits: () => softmaxGrad({ y, dy: dy as tf.Tensor }, { logarithm: false })[0] }),
  }),
  proofs: [
    {
      expression: 'gradient of the first softmax([1, 2, 3])',
      compute: () => tf.grad((x) => tf.softmax(x).slice([0], [1]).sum())(tf.tensor1d([1, 2, 3])),
      stock: { values: [0.0819251, -0.0220335, -0.0598916] },
      right: [0.0819251, -0.0220335, -0.0598916],
    },
  ],
};
