// Backward pass of "add a bias, apply an activation" from stock ops.
import * as tf from '@tensorflow/tfjs';
import type { ActivationAttributes } from '../activation-names';
import { activationSlope } from '../activation-reference';

export interface ActivationGradAttributes extends ActivationAttributes {
  /** Where the bias runs: along the last axis, along the one before it, or undefined for no bias. */
  biasAlong?: 'columns' | 'rows';
}

/** `z` holds the values before the activation (for relu those after it do as well); the linear activation needs none. */
export type ActivationGradInputs = { dy: tf.Tensor; z?: tf.Tensor };

/** [dz] for no bias, [dbias] for the linear activation (dz is dy), [dz, dbias] otherwise. */
export function activationGradReference(
  { dy, z }: ActivationGradInputs,
  attributes: ActivationGradAttributes,
): tf.Tensor[] {
  const { activation, biasAlong } = attributes;
  const dz = activation === 'linear' ? dy : tf.mul(dy, activationSlope(z!, attributes));
  const results = activation === 'linear' ? [] : [dz];
  if (biasAlong !== undefined) {
    const axis = dz.rank - (biasAlong === 'columns' ? 1 : 2);
    const others = dz.shape.map((_, index) => index).filter((index) => index !== axis);
    results.push(others.length === 0 ? tf.clone(dz) : tf.sum(dz, others));
  }
  return results;
}
