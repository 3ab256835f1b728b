// Losses of many animals and their gradients from stock ops and a tape.
import * as tf from '@tensorflow/tfjs';
import { onOwnTape } from '../own-tape';
import type { RolloutAttributes, RolloutInputs } from '../plasticity-rollout/attributes';
import { rolloutReference } from '../plasticity-rollout/reference';

export type PlasticityLossInputs = RolloutInputs & {
  /** [animals, 2]: what the cross-entropy of a decision and the squared error of an activity count. */
  scales: tf.Tensor;
  /** [units], weights of the logit. With decisions. */
  readout?: tf.Tensor;
  /** [presentations], 1 accept, 0 reject, below 0 without a decision. */
  decisions?: tf.Tensor;
  /** [presentations, units], NaN where a unit was not recorded. */
  activity?: tf.Tensor;
};

export interface PlasticityLossAttributes extends RolloutAttributes {
  /** The gradient of the first weights too. */
  gradInitialWeights: boolean;
}

/** [losses [animals], d parameters, d initialWeights?], the gradients of the sum of the losses. */
export function plasticityLossReference(
  inputs: PlasticityLossInputs,
  attributes: PlasticityLossAttributes,
): tf.Tensor[] {
  const { scales, readout, decisions, activity, ...given } = inputs;
  const { counts } = attributes;
  const animals = counts.length;
  const owners = tf.tensor1d(
    counts.flatMap((count, animal) => Array<number>(count).fill(animal)),
    'int32',
  );
  const [decisionScale, activityScale] = tf.unstack(tf.gather(scales, owners), 1);
  const rowLosses = (y: tf.Tensor): tf.Tensor => {
    let rows = tf.zeros([y.shape[0]]);
    if (decisions && readout) {
      const z = tf.squeeze(tf.matMul(y, tf.expandDims(readout, 1)), [1]);
      const entropy = tf.sub(tf.softplus(z), tf.mul(z, decisions));
      const counted = tf.where(tf.greaterEqual(decisions, 0), entropy, tf.zerosLike(entropy));
      rows = tf.add(rows, tf.mul(counted, decisionScale));
    }
    if (activity) {
      const known = tf.where(tf.isNaN(activity), y, activity);
      const error = tf.where(tf.isNaN(activity), tf.zerosLike(y), tf.squaredDifference(y, known));
      rows = tf.add(rows, tf.mul(tf.sum(error, 1), activityScale));
    }
    return rows;
  };
  let losses: tf.Tensor | undefined;
  const total = (parameters: tf.Tensor, initialWeights: tf.Tensor): tf.Scalar => {
    const rows = rowLosses(rolloutReference({ ...given, parameters, initialWeights }, attributes));
    losses = tf.keep(tf.unsortedSegmentSum(rows, owners, animals));
    return tf.sum(rows);
  };
  const gradients = onOwnTape(() => tf.grads(total)([given.parameters, given.initialWeights]));
  const perAnimal = tf.clone(losses!);
  losses!.dispose();
  return attributes.gradInitialWeights ? [perAnimal, ...gradients] : [perAnimal, gradients[0]];
}
