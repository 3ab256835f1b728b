import type { OpGradient } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { onOwnTape } from '../own-tape';
import { rolloutGrad } from '../plasticity-rollout-grad/index';
import type { RolloutAttributes, RolloutInputs } from './attributes';
import { rolloutReference } from './reference';

/** Those of the rule and of the first weights are fused; those of what was recorded are rare and go through the composition. */
export const rolloutGradient: OpGradient<RolloutInputs, RolloutAttributes> = {
  saves: ['x', 'update', 'rewardTerm', 'initialWeights', 'parameters'],
  backward(dy, { inputs, kept, attributes }) {
    const given = inputs as RolloutInputs;
    const composed = (name: 'x' | 'update' | 'rewardTerm') => (): tf.Tensor =>
      onOwnTape(() =>
        tf.grad((value) => tf.sum(tf.mul(rolloutReference({ ...given, [name]: value }, attributes), dy)))(given[name]),
      );
    const [dParameters, dInitialWeights] = rolloutGrad({ ...given, y: kept[0], dy, trajectory: kept[1] }, attributes);
    return {
      x: composed('x'),
      update: composed('update'),
      rewardTerm: composed('rewardTerm'),
      parameters: () => dParameters.clone(),
      initialWeights: () => dInitialWeights.clone(),
    };
  },
};
