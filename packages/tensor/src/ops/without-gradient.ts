import * as tf from '@tensorflow/tfjs';
import { runTapeStep, supportsTapeSteps } from '../engine/tfjs-engine';

/** A value computed from x that counts as a constant, whatever number of tapes records. */
export function withoutGradient(x: tf.Tensor, compute: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const { shape } = x;
  const constant = tf.customGrad((input) => ({
    value: compute(input as tf.Tensor),
    gradFunc: () => tf.zeros(shape),
  }));
  return constant(x);
}

/** Values that no tape sees, for positions that go into a gather: integers have no gradient at all. */
export function offTape(compute: () => tf.Tensor): tf.Tensor {
  if (!supportsTapeSteps()) return compute();
  return runTapeStep({ inputs: {}, attrs: {}, forwardFunc: compute, backwardsFunc: () => ({}) }) as tf.Tensor;
}
