// Gradients of the public rules against central differences of the float64 loops.
import * as tf from '@tensorflow/tfjs';
import type { DefinedOp } from '../engine/op-table';
import * as random from '../random/index';
import { toTensor } from '../testing/case-inputs';
import type { OpCase, OpCases, OracleTensor } from '../testing/op-cases';
import { type ErrorSize, errorSize } from './error-size';

/** Differences in float64 with this step are right to 1e-8. */
const step = 1e-4;
/** Elements of each input that are differentiated. */
const elementsPerInput = 5;

/** A few places spread over a tensor. */
function places(size: number): number[] {
  const stride = Math.max(1, Math.floor(size / elementsPerInput));
  return Array.from({ length: Math.min(size, elementsPerInput) }, (_, index) => (index * stride + index) % size);
}

/** Errors of the gradients of sum(weights * first output) by each input; none for ops that have no gradient. */
export async function gradientErrors(
  op: DefinedOp,
  cases: OpCases<object>,
  { attributes }: OpCase<object>,
  numbers: Record<string, OracleTensor>,
  outputSize: number,
): Promise<Map<string, ErrorSize>> {
  const names = Object.keys(numbers).filter((name) => cases.differentiable?.includes(name));
  const errors = new Map<string, ErrorSize>();
  if (names.length === 0) return errors;
  const weights = Float64Array.from(Float32Array.from(random.normalArray([7, 7], outputSize)));
  const loss = (inputs: Record<string, OracleTensor>): number =>
    cases.oracle(inputs, attributes)[0].values.reduce((sum, value, index) => sum + value * weights[index], 0);
  const slope = (name: string, place: number): number => {
    const at = (way: number): number => {
      const values = numbers[name].values.slice();
      values[place] += way * step;
      return loss({ ...numbers, [name]: { ...numbers[name], values } });
    };
    return (at(1) - at(-1)) / (2 * step);
  };
  const gradients = tf.tidy(() => {
    const fixed = Object.fromEntries(Object.entries(numbers).map(([name, input]) => [name, toTensor(input)]));
    const weighted = (...moving: tf.Tensor[]): tf.Scalar => {
      const given = Object.fromEntries(names.map((name, index) => [name, moving[index]]));
      const [output] = [op.run({ ...fixed, ...given }, attributes)].flat();
      return tf.sum(tf.mul(output, toTensor({ shape: output.shape, values: weights })));
    };
    return tf.grads(weighted)(names.map((name) => fixed[name]));
  });
  const values = (await Promise.all(gradients.map((gradient) => gradient.data()))) as Float32Array[];
  tf.dispose(gradients);
  const largest = values.map((list) => list.reduce((size, value) => Math.max(size, Math.abs(value)), 0));
  // A gradient that is 0 consists of rounding errors of the others.
  const least = Math.max(...largest) / 100;
  for (const [index, name] of names.entries()) {
    const chosen = places(values[index].length);
    const actual = chosen.map((place) => values[index][place]);
    const expected = chosen.map((place) => slope(name, place));
    errors.set(name, errorSize(actual, expected, Math.max(largest[index], least)));
  }
  return errors;
}
