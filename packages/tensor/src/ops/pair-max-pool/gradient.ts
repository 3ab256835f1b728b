import * as tf from '@tensorflow/tfjs';
import type { OpGradient } from '../../engine/op-spec';
import { pairMaxPoolGrad } from '../pair-max-pool-grad/index';
import type { PairMaxPoolInputs } from './reference';

export const pairMaxPoolGradient: OpGradient<PairMaxPoolInputs, object> = {
  saves: ['x', 'mask'],
  backward(dy, { inputs: { x, mask }, kept: [y] }) {
    return {
      x: () => pairMaxPoolGrad({ x: x!, y, dy, mask }, {}),
      // Which places count does not change by a little.
      mask: () => tf.zerosLike(mask!),
    };
  },
};
