import type { OpGradient } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairBlockGrad } from '../pair-block-grad/index';
import { mostLayers, type PairBlockAttributes, type PairBlockInputs, weightNames } from './parts';

export const pairBlockGradient: OpGradient<PairBlockInputs<tf.Tensor>, PairBlockAttributes> = {
  saves: ['x', 'mask', ...weightNames([mostLayers, mostLayers])],
  backward(dy, { inputs, kept, attributes }) {
    const all: PairBlockInputs<tf.Tensor> = { ...inputs, dy };
    kept.forEach((tensor, index) => {
      all[`kept${index}`] = tensor;
    });
    const gradients = pairBlockGrad(all, attributes);
    const slopes: Record<string, () => tf.Tensor> = {
      x: () => gradients[0],
      // Which vertices count does not change by a little.
      mask: () => tf.zerosLike(inputs.mask as tf.Tensor),
    };
    weightNames(attributes.depths).forEach((name, index) => {
      slopes[name] = () => gradients[index + 1];
    });
    return slopes;
  },
};
