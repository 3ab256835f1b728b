// What the rollout and its gradient need beside tensors.
import type * as tf from '@tensorflow/tfjs';
import type { UnitActivation } from '../../networks/plastic-network';

export interface RolloutAttributes {
  /** [animals], presentations of each. */
  counts: readonly number[];
  activation: UnitActivation;
  /** Factor of every update. */
  stepSize: number;
  /** Hidden units of an MLP rule, 0 for a Taylor rule. */
  hidden: number;
}

export type RolloutInputs = {
  /** [presentations, inputs], one animal after the other. */
  x: tf.Tensor;
  /** [presentations], factor of the update behind each presentation; 0 for none. */
  update: tf.Tensor;
  /** [presentations], what the rule sees as r. */
  rewardTerm: tf.Tensor;
  /** [animals, inputs, units], or [1, inputs, units] where all start alike. */
  initialWeights: tf.Tensor;
  /** [81] coefficients, or [6 hidden + 1] parameters. */
  parameters: tf.Tensor;
};

/** Codes of the kernels, in the order of their shader texts. */
export const activations: readonly UnitActivation[] = ['linear', 'tanh', 'sigmoid'];

/** Bytes from the first weights of one animal to those of the next. */
export function weightsStep(initialWeights: tf.TensorInfo): number {
  const [starts, inputs, units] = initialWeights.shape;
  return starts === 1 ? 0 : inputs * units * 4;
}
