import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { type ArrayDrawOptions, checkedOffset, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';

/** Parameters of a draw of yes or no. */
export interface BernoulliOptions {
  /** Probability of yes, from 0 to 1. Default 0.5. */
  probability?: number;
}

/**
 * Draws yes (1) with the given probability, else no (0). An element is yes when its uniform draw is below the probability,
 * which is rounded up to a multiple of 2^-32.
 *
 * @param shape Shape of the result.
 * @param options Settings.
 * @param options.dtype 'bool' by default; 'float32' for a mask to multiply with.
 * @returns Tensor of that shape and dtype.
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`, `tensor/random-parameter`.
 */
export function bernoulli(
  key: KeyOrSeed,
  shape: number[],
  { dtype = 'bool', ...options }: BernoulliOptions & { dtype?: 'bool' | 'int32' | 'float32' } = {},
): tf.Tensor {
  const drawn = bernoulliArray(key, elementCount(shape), options);
  if (dtype === 'float32') return tf.tensor(Float32Array.from(drawn), shape, dtype);
  if (dtype === 'int32') return tf.tensor(Int32Array.from(drawn), shape, dtype);
  return tf.tensor(drawn, shape, 'bool');
}

/** The values of `bernoulli` on the host: 0 or 1 each. */
export function bernoulliArray(
  key: KeyOrSeed,
  count: number,
  { probability = 0.5, ...options }: BernoulliOptions & ArrayDrawOptions = {},
): Uint8Array {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ConfigError({
      code: 'tensor/random-parameter',
      argument: 'probability',
      message: `probability is ${String(probability)}. It must be a number from 0 to 1.`,
    });
  }
  const offset = checkedOffset(count, options);
  const result = new Uint8Array(count);
  const threshold = probability * 2 ** 32;
  forEachBlock(asKey(key), offset, count, (words0, _, length, position) => {
    for (let i = 0; i < length; i++) result[position + i] = words0[i] >>> 0 < threshold ? 1 : 0;
  });
  return result;
}
