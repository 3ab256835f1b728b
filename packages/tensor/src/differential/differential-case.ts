// One computation that must come out the same on every backend: what goes in, what runs, what the numbers should be.
import type * as tf from '@tensorflow/tfjs';
import { random } from '../index';

/** Values of one input. Numbers may be NaN, infinite or negative zero. */
export interface InputValues {
  shape: number[];
  dtype: tf.DataType;
  values: Float32Array | Int32Array | Uint8Array | string[];
}

/** A computation on stock ops. */
export interface DifferentialCase {
  /** Unique; says op, shapes and attributes. The table of known differences refers to it. */
  name: string;
  /** The stock kernel whose behaviour the case pins. */
  kernel: string;
  inputs: InputValues[];
  run(...inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[];
  /** Positions of the inputs to differentiate by; the loss is the sum of the outputs, each weighted differently. */
  gradient?: number[];
  /** The forward result in float64, one list per output, where a plain formula exists. */
  oracle?(...inputs: number[][]): number[][];
  /** Error allowed, relative to the largest value of the output. */
  tolerance?: number;
}

/** A number for each name, so that a case keeps its values when others come and go. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

const sizeOf = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);

/** Standard normal numbers, or their image under `transform`. */
export function floats(seed: string, shape: number[], transform = (value: number) => value): InputValues {
  const values = random.normalArray(seedOf(seed), sizeOf(shape)).map(transform);
  return { shape, dtype: 'float32', values };
}

/** The same order with steps of 0.04 between neighbours in size: no small step makes another value the largest. */
export function spaced({ shape, dtype, values }: InputValues): InputValues {
  const numbers = Array.from(values as Float32Array);
  const order = numbers.map((_, index) => index).sort((a, b) => numbers[a] - numbers[b]);
  const result = new Float32Array(numbers.length);
  const offset = numbers.every((value) => value < 0) ? numbers.length : numbers.length / 2;
  for (const [rank, index] of order.entries()) result[index] = (rank - offset) * 0.04;
  return { shape, dtype, values: result };
}

/** Integers in [low, high). */
export function integers(seed: string, shape: number[], low = -9, high = 10): InputValues {
  const values = Int32Array.from(
    random.uniformArray(seedOf(seed), sizeOf(shape)),
    (u) => low + Math.floor(u * (high - low)),
  );
  return { shape, dtype: 'int32', values };
}

/** Zeros and ones. */
export function flags(seed: string, shape: number[]): InputValues {
  const values = Uint8Array.from(random.uniformArray(seedOf(seed), sizeOf(shape)), (u) => (u < 0.5 ? 0 : 1));
  return { shape, dtype: 'bool', values };
}

/** float32 numbers as given. */
export function exactly(values: number[], shape = [values.length]): InputValues {
  return { shape, dtype: 'float32', values: Float32Array.from(values) };
}

/** int32 numbers as given. */
export function exactIntegers(values: number[], shape = [values.length]): InputValues {
  return { shape, dtype: 'int32', values: Int32Array.from(values) };
}

/** Strings as given. */
export function texts(values: string[], shape = [values.length]): InputValues {
  return { shape, dtype: 'string', values };
}

/** An input of the given type. */
export function typed(dtype: tf.DataType, seed: string, shape: number[]): InputValues {
  if (dtype === 'float32') return floats(seed, shape);
  if (dtype === 'int32') return integers(seed, shape);
  if (dtype === 'bool') return flags(seed, shape);
  return texts(
    Array.from({ length: sizeOf(shape) }, (_, index) => `${'abc'[index % 3]}${index}`),
    shape,
  );
}

/** The numbers at which implementations part ways. */
export const specialValues = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  3.4e38,
  -3.4e38,
  1.2e-38,
  1e-45,
  -1e-45,
  89,
  -104,
  16777217,
  6,
  7,
];
