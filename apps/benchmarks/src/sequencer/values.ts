// Weights and inputs of a case, the same in every process.
import * as tf from '@tensorflow/tfjs';
import { uniform } from '../mixer/weights';
import { inputShape, type SequencerCase, weightPlan } from './case';

export interface Values {
  shape: number[];
  data: Float32Array;
}

const sizeOf = (shape: number[]): number => shape.reduce((product, each) => product * each, 1);

/** The weights by name; the position in the plan is the seed. */
export function weightValues(task: SequencerCase): Map<string, Values> {
  return new Map(
    weightPlan(task).map(({ name, shape, centre, reach }, stream) => [
      name,
      { shape, data: uniform(stream, sizeOf(shape), centre, reach) },
    ]),
  );
}

export function inputValues(task: SequencerCase): Values {
  const shape = inputShape(task);
  return { shape, data: uniform(-2, sizeOf(shape), 0, 1) };
}

/** What the gradient weighs the result with. */
export function outputWeights(shape: number[]): Values {
  return { shape, data: uniform(-5, sizeOf(shape), 0, 1) };
}

/** The weights as variables of TensorFlow.js. */
export function weightVariables(task: SequencerCase): Map<string, tf.Variable> {
  return new Map([...weightValues(task)].map(([name, { shape, data }]) => [name, tf.variable(tf.tensor(data, shape))]));
}

/** Kernel, recurrent kernel and bias of one chain. */
export function chainValues(weights: ReadonlyMap<string, Values>, name: string, chain: number): Values[] {
  const [kernel, recurrent, bias] = ['kernel', 'recurrentKernel', 'bias'].map(
    (part) => weights.get(`${name}.${part}`)!,
  );
  const [, units, width] = recurrent.shape;
  const [inputs, all] = kernel.shape;
  const own = new Float32Array(inputs * width);
  for (let row = 0; row < inputs; row++) {
    own.set(kernel.data.subarray(row * all + chain * width, row * all + (chain + 1) * width), row * width);
  }
  const size = units * width;
  return [
    { shape: [inputs, width], data: own },
    { shape: [units, width], data: recurrent.data.slice(chain * size, (chain + 1) * size) },
    { shape: [width], data: bias.data.slice(chain * width, (chain + 1) * width) },
  ];
}
