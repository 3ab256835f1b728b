// Internal op: gradients of the rule and of the first weights in one pass back through all trajectories.
import { defineOp } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { RolloutAttributes } from '../plasticity-rollout/attributes';
import { type RolloutGradInputs, rolloutGradReference } from './reference';
import { rolloutGradWasm } from './wasm';
import { rolloutGradWebgpu } from './webgpu';

/** Returns [d parameters, d initialWeights]. */
export const rolloutGrad = defineOp<RolloutGradInputs, RolloutAttributes, tf.Tensor[]>({
  name: 'PlasticityRolloutGrad',
  manyOutputs: true,
  inputs: ['x', 'update', 'rewardTerm', 'initialWeights', 'parameters', 'y', 'dy', 'trajectory'],
  reference: rolloutGradReference,
  accepts: ({ x, trajectory }, _attributes, backend) =>
    x.shape[1]! > 0 && (backend !== 'webgpu' || trajectory !== undefined),
  wasm: rolloutGradWasm,
  webgpu: rolloutGradWebgpu,
});
