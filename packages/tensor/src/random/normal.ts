import * as tf from '@tensorflow/tfjs';
import { type ArrayDrawOptions, checkedOffset, checkFinite, checkScale, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';

/** Parameters of a normal draw. */
export interface NormalOptions {
  /** Default 0. */
  mean?: number;
  /** Standard deviation, 0 or larger. Default 1. */
  stddev?: number;
}

/**
 * Draws normal numbers by the Box-Muller transform: the first word of a counter gives the radius, the second the angle.
 *
 * The transform uses only operations whose float64 result is fixed by the language, so every machine and backend gets
 * the same float32 values. The radius comes from 23 bits: |value - mean| is at most 5.65 standard deviations.
 *
 * @param shape Shape of the result.
 * @returns float32 tensor of that shape.
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`, `tensor/random-parameter`.
 * Source: Box and Muller, "A note on the generation of random normal deviates" (1958).
 */
export function normal(key: KeyOrSeed, shape: number[], options: NormalOptions = {}): tf.Tensor {
  return tf.tensor(normalArray(key, elementCount(shape), options), shape, 'float32');
}

/** The values of `normal` on the host. */
export function normalArray(
  key: KeyOrSeed,
  count: number,
  { mean = 0, stddev = 1, ...options }: NormalOptions & ArrayDrawOptions = {},
): Float32Array {
  checkFinite('mean', mean);
  checkScale('stddev', stddev);
  const offset = checkedOffset(count, options);
  const result = new Float32Array(count);
  forEachBlock(asKey(key), offset, count, (words0, words1, length, position) => {
    for (let i = 0; i < length; i++) {
      // 1 - u lies in (0, 1], so that the logarithm exists.
      const value = Math.sqrt(-2 * logOfSteps(0x800000 - (words0[i] >>> 9))) * cosineOfTurn(words1[i] >>> 9);
      result[position + i] = mean + stddev * value;
    }
  });
  return result;
}

/**
 * Natural logarithm of `steps * 2^-23` for an integer from 1 to 2^23. Own code because the last bits of `Math.log` differ
 * between engines. Absolute error below 1e-11.
 *
 * steps = 2^exponent * f with f in [0.71, 1.42), and log(f) = 2 artanh(s) with s = (f - 1) / (f + 1).
 */
export function logOfSteps(steps: number): number {
  const exponent = 31 - Math.clz32(steps * Math.SQRT2);
  const power = 1 << exponent;
  const s = (steps - power) / (steps + power);
  const z = s * s;
  const series = 1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13)))));
  return (exponent - 23) * Math.LN2 + 2 * s * (1 + z * series);
}

/**
 * cos(2 pi * steps * 2^-23) for an integer from 0 to 2^23 - 1. Own code for the same reason. Absolute error below 1e-11.
 *
 * The angle is folded exactly: cos(2 pi t) = -sin(2 pi (1/4 - |t - 1/2|)), and the sine is its Taylor series on a half turn.
 */
export function cosineOfTurn(steps: number): number {
  const angle = (0x200000 - Math.abs(steps - 0x400000)) * (2 * Math.PI * 2 ** -23);
  const z = angle * angle;
  const tail = 1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000)));
  return -angle * (1 + z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * tail))));
}
