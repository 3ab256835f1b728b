import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { type ArrayDrawOptions, checkedOffset, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';

/** Range of a draw of integers. */
export interface RandintOptions {
  /** Smallest value. Default 0. */
  min?: number;
  /** Upper bound, never reached. */
  max: number;
}

/**
 * Draws integers from min to max - 1. Both words of a counter take part: no value is favoured by more than 2^-21 of its
 * probability, whatever the range.
 *
 * @param shape Shape of the result.
 * @returns int32 tensor of that shape.
 * @throws ShapeError `tensor/random-shape`, ConfigError `tensor/random-key`, `tensor/random-range`.
 */
export function randint(key: KeyOrSeed, shape: number[], options: RandintOptions): tf.Tensor {
  return tf.tensor(randintArray(key, elementCount(shape), options), shape, 'int32');
}

/** The values of `randint` on the host. */
export function randintArray(
  key: KeyOrSeed,
  count: number,
  { min = 0, max, ...options }: RandintOptions & ArrayDrawOptions,
): Int32Array {
  const inRange = Number.isInteger(min) && Number.isInteger(max) && min >= -(2 ** 31) && max <= 2 ** 31;
  if (!inRange || max <= min) {
    throw new ConfigError({
      code: 'tensor/random-range',
      argument: 'max',
      message: `The range of an integer draw is [${String(min)}, ${String(max)}). Both must be 32-bit integers with max larger than min.`,
    });
  }
  const offset = checkedOffset(count, options);
  const result = new Int32Array(count);
  const range = max - min;
  forEachBlock(asKey(key), offset, count, (words0, words1, length, position) => {
    for (let i = 0; i < length; i++) result[position + i] = min + integerBelow(range, words0[i], words1[i]);
  });
  return result;
}

/** Integer from 0 to range - 1 from two random words, for a range up to 2^32: floor(range * 53 random bits / 2^53). */
export function integerBelow(range: number, word0: number, word1: number): number {
  return Math.floor(range * (((word0 >>> 0) * 0x200000 + (word1 >>> 11)) * 2 ** -53));
}
