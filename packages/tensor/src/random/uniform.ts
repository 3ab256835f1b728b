import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { type ArrayDrawOptions, checkedOffset, checkFinite, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';

/** Range of a uniform draw. */
export interface UniformOptions {
  /** Smallest value. Default 0. */
  min?: number;
  /** Upper bound, never reached. Default 1. */
  max?: number;
}

/** Spacing of the draws in [0, 1): 23 bits, the fraction of a float32 in [1, 2). */
export const uniformStep = 2 ** -23;

/** Largest float32 below `bound`, which itself need not be a float32. */
function float32Below(bound: number): number {
  const rounded = new Float32Array([bound]);
  if (rounded[0] < bound) return rounded[0];
  if (rounded[0] === 0) return -(2 ** -149);
  const pattern = new Int32Array(rounded.buffer);
  pattern[0] += rounded[0] > 0 ? -1 : 1;
  return rounded[0];
}

/**
 * Draws uniform numbers in [min, max).
 *
 * In the unit interval a draw is `(bits >>> 9) * 2^-23`; other ranges scale it in float64 and round to float32 once.
 *
 * @param shape Shape of the result.
 * @returns float32 tensor of that shape.
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`, `tensor/random-range`.
 */
export function uniform(key: KeyOrSeed, shape: number[], options: UniformOptions = {}): tf.Tensor {
  return tf.tensor(uniformArray(key, elementCount(shape), options), shape, 'float32');
}

/** The values of `uniform` on the host. */
export function uniformArray(
  key: KeyOrSeed,
  count: number,
  { min = 0, max = 1, ...options }: UniformOptions & ArrayDrawOptions = {},
): Float32Array {
  checkFinite('min', min);
  checkFinite('max', max);
  const smallest = Math.fround(min);
  const largest = float32Below(max);
  if (!(largest >= smallest) || !Number.isFinite(max - min)) {
    throw new ConfigError({
      code: 'tensor/random-range',
      argument: 'max',
      message: `The range of a uniform draw is [${min}, ${max}). max must be larger than min, by at least one float32 step.`,
    });
  }
  const offset = checkedOffset(count, options);
  const result = new Float32Array(count);
  const scale = (max - min) * uniformStep;
  forEachBlock(asKey(key), offset, count, (words0, _, length, position) => {
    for (let i = 0; i < length; i++) result[position + i] = min + (words0[i] >>> 9) * scale;
  });
  // Rounding to float32 can reach the bound only where the range is narrow or far from zero.
  if (Math.fround(min + 0x7fffff * scale) > largest) {
    for (let i = 0; i < count; i++) result[i] = Math.min(result[i], largest);
  }
  return result;
}
