import { DataError } from '../errors/perceptrons-error';

/** A tensor on the host, in one of the dtypes that TensorFlow.js computes with. Row-major (C) order. */
export type WeightArray =
  | { dtype: 'float32'; shape: number[]; data: Float32Array }
  | { dtype: 'int32'; shape: number[]; data: Int32Array }
  | { dtype: 'bool'; shape: number[]; data: Uint8Array };

/** Tensors by name, as the writers accept them. */
export type NamedWeights = ReadonlyMap<string, WeightArray> | Readonly<Record<string, WeightArray>>;

/** The entries of a map or of a plain object. */
export function namedEntries(weights: NamedWeights): [string, WeightArray][] {
  return weights instanceof Map ? [...weights] : Object.entries(weights);
}

/** Number of elements of a shape whose sizes are already known to be non-negative integers. May exceed 2^53. */
export function shapeSize(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/**
 * Checks that a weight array is whole: known dtype, matching typed array, as many elements as the shape says.
 *
 * @throws DataError `tensor/weight-array` naming the tensor.
 */
export function checkWeightArray(name: string, weight: WeightArray): void {
  const type = arrayTypes[weight?.dtype];
  const shapeIsValid =
    Array.isArray(weight?.shape) && weight.shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!type || !shapeIsValid || !(weight.data instanceof type) || weight.data.length !== shapeSize(weight.shape)) {
    const received = `dtype ${String(weight?.dtype)}, shape [${weight?.shape}], ${weight?.data?.constructor?.name ?? 'no data'} of length ${weight?.data?.length ?? 0}`;
    throw new DataError({
      code: 'tensor/weight-array',
      argument: name,
      message: `The tensor "${name}" is not a weight array: ${received}. Accepted are float32 with a Float32Array, int32 with an Int32Array and bool with a Uint8Array, with as many elements as the shape has.`,
    });
  }
}
