// Gradients of the rollout by a tape over its composition.
import * as tf from '@tensorflow/tfjs';
import { onOwnTape } from '../own-tape';
import type { RolloutAttributes, RolloutInputs } from '../plasticity-rollout/attributes';
import { rolloutReference } from '../plasticity-rollout/reference';

/**
 * `y` are the activities that the rollout returned, [presentations, units], `dy` their gradient; `trajectory` is what the
 * forward kernel of WebGPU kept.
 */
export type RolloutGradInputs = RolloutInputs & { y: tf.Tensor; dy: tf.Tensor; trajectory?: tf.Tensor };

/** [d parameters, d initialWeights]. */
export function rolloutGradReference(
  { y: _y, trajectory: _trajectory, dy, ...inputs }: RolloutGradInputs,
  attributes: RolloutAttributes,
): tf.Tensor[] {
  return onOwnTape(() =>
    tf.grads((parameters, initialWeights) =>
      tf.sum(tf.mul(rolloutReference({ ...inputs, parameters, initialWeights }, attributes), dy)),
    )([inputs.parameters, inputs.initialWeights]),
  );
}
