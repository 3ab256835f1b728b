// Weights, inputs and targets of a network, the same in every process.
import { mix, oneHot, uniform, type Weight } from '../mixer/weights';
import { inputShape, type NetworkCase, targetShape, weightPlan } from './case';

export function networkWeights(task: NetworkCase): Map<string, Weight> {
  return new Map(
    weightPlan(task).map(({ name, shape, centre, reach }, stream) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: uniform(stream, size, centre, reach) }];
    }),
  );
}

const classesOf = (stream: number, rows: number, classes: number): Int32Array =>
  Int32Array.from({ length: rows }, (_, index) => mix(stream, index) % classes);

/** Inputs and one-hot targets [rows, classes]. */
export function networkBatch(task: NetworkCase): { inputs: Weight; targets: Weight } {
  const shape = inputShape(task);
  const [rows, classes] = targetShape(task);
  const size = shape.reduce((a, b) => a * b, 1);
  const inputs =
    task.network.kind === 'transformer'
      ? { shape, data: oneHot(classesOf(-2, rows, classes), classes).data }
      : { shape, data: uniform(-2, size, 0, 1) };
  return { inputs, targets: oneHot(classesOf(-3, rows, classes), classes) };
}
