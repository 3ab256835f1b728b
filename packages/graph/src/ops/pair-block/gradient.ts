import type { OpGradient } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { pairBlockGrad } from '../pair-block-grad/index';
import { mostLayers, type PairBlockAttributes, type PairBlockInputs, weightNames } from './parts';

export const pairBlockGradient: OpGradient<PairBlockInputs<tf.Tensor>, PairBlockAttributes> = {
  saves: ['x', 'mask', ...weightNames([mostLayers, mostLayers])],
  backward(dy, { inputs, kept, attributes }) {
    const keptInputs = Object.fromEntries(kept.map((tensor, index) => [`kept${index}`, tensor]));
    const gradients = pairBlockGrad({ ...inputs, dy, ...keptInputs }, attributes);
    const names = ['x', ...weightNames(attributes.depths)];
    return {
      ...Object.fromEntries(names.map((name, index) => [name, () => gradients[index]])),
      // Which vertices count does not change by a little.
      mask: () => tf.zerosLike(inputs.mask as tf.Tensor),
    };
  },
};
