// Inputs of the cases of an op, as numbers for the oracle and as tensors for the op.
import * as tf from '@tensorflow/tfjs';
import * as random from '../random/index';
import { type OpCase, type OpCases, type OracleTensor, sizeOf } from './op-cases';

/** Seeded standard normal numbers, rounded to float32 so that both sides start from the same values. */
export function makeInputs(
  cases: OpCases<object>,
  testCase: OpCase<object>,
  seed: number,
): Record<string, OracleTensor> {
  const inputs: Record<string, OracleTensor> = {};
  Object.entries(testCase.shapes).forEach(([name, shape], index) => {
    const normal = Float64Array.from(random.normalArray([seed, index], sizeOf(shape)));
    const values = cases.fill?.(name, normal, inputs, testCase.attributes) ?? normal;
    const dtype = testCase.integers?.includes(name) ? 'int32' : 'float32';
    inputs[name] = { shape, values: Float64Array.from(Float32Array.from(values)), dtype };
  });
  return inputs;
}

/** The same values as a tensor on the current backend. */
export function toTensor({ shape, values, dtype = 'float32' }: OracleTensor): tf.Tensor {
  return tf.tensor(dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), shape, dtype);
}
