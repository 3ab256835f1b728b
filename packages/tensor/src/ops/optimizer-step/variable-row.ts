import type * as tf from '@tensorflow/tfjs';

/** One variable, its gradient, and the variables that the rule keeps beside it. */
export interface VariableRow {
  weight: tf.Variable;
  gradient: tf.Tensor;
  states: readonly tf.Variable[];
  factors?: readonly [number, number];
}
