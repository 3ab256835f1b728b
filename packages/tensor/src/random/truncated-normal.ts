import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { type ArrayDrawOptions, checkedOffset, checkFinite, checkScale, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { normalProbability, normalQuantile } from './normal-distribution';
import { forEachBlock } from './threefry';
import { uniformStep } from './uniform';

/** Parameters of a truncated normal draw. */
export interface TruncatedNormalOptions {
  /** Mean before truncation. Default 0. */
  mean?: number;
  /** Standard deviation before truncation, 0 or larger. Default 1. */
  stddev?: number;
  /** Smallest value, in standard deviations from the mean. Default -2. */
  lower?: number;
  /** Largest value, in standard deviations from the mean. Default 2. */
  upper?: number;
}

/**
 * Draws normal numbers conditioned on `mean + lower * stddev <= value <= mean + upper * stddev`, by inversion: one uniform
 * number per element and no rejection. With the default bounds the standard deviation of the draws is 0.8796 * stddev.
 *
 * @param shape Shape of the result.
 * @returns float32 tensor of that shape.
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`, `tensor/random-parameter`,
 *   `tensor/random-range`.
 */
export function truncatedNormal(key: KeyOrSeed, shape: number[], options: TruncatedNormalOptions = {}): tf.Tensor {
  return tf.tensor(truncatedNormalArray(key, elementCount(shape), options), shape, 'float32');
}

/** The values of `truncatedNormal` on the host. */
export function truncatedNormalArray(
  key: KeyOrSeed,
  count: number,
  { mean = 0, stddev = 1, lower = -2, upper = 2, ...options }: TruncatedNormalOptions & ArrayDrawOptions = {},
): Float32Array {
  checkFinite('mean', mean);
  checkScale('stddev', stddev);
  // The upper tail is drawn as a mirrored lower tail, where probabilities keep their precision.
  const mirrored = lower > 0;
  const low = normalProbability(mirrored ? -upper : lower);
  const width = normalProbability(mirrored ? -lower : upper) - low;
  if (!(width > 0)) {
    throw new ConfigError({
      code: 'tensor/random-range',
      argument: 'upper',
      message: `The bounds of a truncated normal draw are [${lower}, ${upper}] standard deviations. lower must be below upper, and the range must hold some probability: keep it within 37 standard deviations of the mean.`,
    });
  }
  const offset = checkedOffset(count, options);
  const result = new Float32Array(count);
  const sign = mirrored ? -1 : 1;
  forEachBlock(asKey(key), offset, count, (words0, _, length, position) => {
    for (let i = 0; i < length; i++) {
      // The middle of the step, so that neither bound has probability 0 or 1 for the quantile.
      const quantile = sign * normalQuantile(low + width * ((words0[i] >>> 9) + 0.5) * uniformStep);
      result[position + i] = mean + stddev * Math.min(upper, Math.max(lower, quantile));
    }
  });
  return result;
}
