import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';

interface Adjustable {
  learningRate: number;
  setLearningRate?: (rate: number) => void;
}

function adjustable(optimizer: tf.Optimizer): Adjustable | undefined {
  const candidate = optimizer as unknown as Partial<Adjustable>;
  return typeof candidate.learningRate === 'number' ? (candidate as Adjustable) : undefined;
}

/** The learning rate of an optimizer, NaN if it does not show one. */
export function learningRateOf(optimizer: tf.Optimizer): number {
  return adjustable(optimizer)?.learningRate ?? Number.NaN;
}

/**
 * Sets the learning rate of an optimizer between updates.
 *
 * @throws ConfigError `layers/learning-rate` if the optimizer has none.
 */
export function setLearningRate(optimizer: tf.Optimizer, rate: number): void {
  const target = adjustable(optimizer);
  if (target === undefined) {
    throw new ConfigError({
      code: 'layers/learning-rate',
      argument: 'schedule',
      message: `The optimizer ${optimizer.getClassName()} has no learningRate number, so a schedule cannot set it to ${rate}. Use AdamW or an optimizer of tf.train with a learning rate, or leave the schedule out.`,
    });
  }
  // Plain gradient descent and momentum keep a tensor of the rate, which only this call replaces.
  if (target.setLearningRate) target.setLearningRate(rate);
  else target.learningRate = rate;
}
