// Second derivatives of a case: what the tape says, and what differences say.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, floats } from './differential-case';
import { toTensor } from './run-case';

/** Weights of the loss: all different, so that no error can cancel another. */
const weight = (index: number, output: number): number => Math.cos(1 + index + 0.3 * output);

/** sum(weight * y^2): the square bends linear ops too. */
function bentLoss(outputs: tf.Tensor | tf.Tensor[]): tf.Scalar {
  const terms = [outputs].flat().map((output, which) => {
    const weights = Float32Array.from({ length: output.size }, (_, index) => weight(index, which));
    return tf.sum(tf.mul(tf.square(output), tf.tensor(weights, output.shape)));
  });
  return tf.addN(terms) as tf.Scalar;
}

/** True for cases whose second derivatives can be judged by differences: small, and away from special values. */
export function hasSecondDerivative({ name, inputs, gradient }: DifferentialCase): boolean {
  const size = inputs.reduce((sum, { values }) => sum + values.length, 0);
  return gradient !== undefined && size > 0 && size <= 700 && !name.includes('special') && !/\[0|,0/.test(name);
}

const directionOf = (one: DifferentialCase, input: number): Float32Array =>
  floats(`${one.name} direction ${input}`, one.inputs[input].shape).values as Float32Array;

function lossOf(one: DifferentialCase, fixed: tf.Tensor[]): (...moving: tf.Tensor[]) => tf.Scalar {
  return (...moving) => {
    const all = fixed.map((tensor, index) =>
      one.gradient!.includes(index) ? moving[one.gradient!.indexOf(index)] : tensor,
    );
    return bentLoss(one.run(...all));
  };
}

/** Hessian times a fixed direction, by two tapes. One list per differentiated input. */
export async function byTape(one: DifferentialCase): Promise<Array<ArrayLike<number>>> {
  const results = tf.tidy(() => {
    const tensors = one.inputs.map(toTensor);
    const loss = lossOf(one, tensors);
    const moving = one.gradient!.map((index) => tensors[index]);
    const directions = one.gradient!.map((index) => tf.tensor(directionOf(one, index), one.inputs[index].shape));
    const along = (...x: tf.Tensor[]): tf.Scalar => {
      const slopes = tf.grads(loss)(x);
      return tf.addN(slopes.map((slope, index) => tf.sum(tf.mul(slope, directions[index])))) as tf.Scalar;
    };
    return tf.grads(along)(moving);
  });
  const values = await Promise.all(results.map((tensor) => tensor.data()));
  tf.dispose(results);
  return values;
}

/** The same by central differences of float32 gradients. */
export async function byGradients(one: DifferentialCase, step: number): Promise<Float64Array[]> {
  const slopesAt = async (way: number): Promise<Array<ArrayLike<number>>> => {
    const results = tf.tidy(() => {
      const tensors = one.inputs.map((input, index) => {
        if (!one.gradient!.includes(index)) return toTensor(input);
        const direction = directionOf(one, index);
        const moved = (input.values as Float32Array).map((value, at) => value + way * step * direction[at]);
        return toTensor({ ...input, values: moved });
      });
      return tf.grads(lossOf(one, tensors))(one.gradient!.map((index) => tensors[index]));
    });
    const values = await Promise.all(results.map((tensor) => tensor.data()));
    tf.dispose(results);
    return values;
  };
  const [up, down] = [await slopesAt(1), await slopesAt(-1)];
  return up.map((values, index) => Float64Array.from(values, (value, at) => (value - down[index][at]) / (2 * step)));
}

/** The same by differences of the float64 formula. */
export function byFormula(one: DifferentialCase): Float64Array[] {
  const h = 1e-4;
  const start = one.inputs.map(({ values }) => Array.from(values as ArrayLike<number>));
  const loss = (inputs: number[][]): number =>
    one.oracle!(...inputs).reduce(
      (sum, values, which) =>
        sum + values.reduce((part, value, index) => part + weight(index, which) * value * value, 0),
      0,
    );
  const moved = (input: number, at: number, way: number, turn: number): number =>
    loss(
      start.map((values, index) => {
        const direction = one.gradient!.includes(index) ? directionOf(one, index) : undefined;
        return values.map(
          (value, place) =>
            value +
            (direction === undefined ? 0 : turn * h * direction[place]) +
            (index === input && place === at ? way * h : 0),
        );
      }),
    );
  return one.gradient!.map((input) =>
    Float64Array.from(
      start[input],
      (_, at) =>
        (moved(input, at, 1, 1) - moved(input, at, 1, -1) - moved(input, at, -1, 1) + moved(input, at, -1, -1)) /
        (4 * h * h),
    ),
  );
}

/** Largest error relative to the largest entry; infinite where a number is missing. */
export function largestError(actual: Array<ArrayLike<number>>, expected: Array<ArrayLike<number>>): number {
  let largest = 0.3;
  let error = 0;
  expected.forEach((values, which) => {
    Array.from(values).forEach((value, index) => {
      const distance = Math.abs(value - actual[which][index]);
      largest = Math.max(largest, Math.abs(value));
      error = Math.max(error, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
    });
  });
  return error / largest;
}
