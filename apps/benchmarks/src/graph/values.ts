// Weights, graphs and targets of a case, the same in every process.
import * as tf from '@tensorflow/tfjs';
import { mix, oneHot, uniform, type Weight } from '../mixer/weights';
import { type PpgnShape, type StepCase, weightPlan } from './case';

const sizeOf = (shape: number[]): number => shape.reduce((product, each) => product * each, 1);

/** The weights by name; the position in the plan is the seed. */
export function weightValues(shape: PpgnShape, nodes: number): Map<string, Weight> {
  return new Map(
    weightPlan(shape, nodes).map(({ name, shape: dimensions, centre, reach }, stream) => [
      name,
      { shape: dimensions, data: uniform(stream, sizeOf(dimensions), centre, reach) },
    ]),
  );
}

export function weightVariables(shape: PpgnShape, nodes: number): Map<string, tf.Variable> {
  return new Map(
    [...weightValues(shape, nodes)].map(([name, { data, shape: dimensions }]) => [
      name,
      tf.variable(tf.tensor(data, dimensions)),
    ]),
  );
}

/**
 * Features of all pairs [batch, nodes, nodes, channels] and one-hot classes. The features are random: equal largest values
 * would share their gradient differently in every library, and no two are equal here.
 */
export function stepBatch({ shape, nodes, batch }: StepCase): { pairs: Weight; targets: Weight } {
  const dimensions = [batch, nodes, nodes, shape.channels];
  const labels = Int32Array.from({ length: batch }, (_, index) => mix(-3, index) % shape.classes);
  return {
    pairs: { shape: dimensions, data: uniform(-2, sizeOf(dimensions), 0, 1) },
    targets: oneHot(labels, shape.classes),
  };
}
