// Sums whose bits do not depend on the order of their terms: whole numbers in digits, small enough for float32 to be exact.
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** How sums over vertices and pairs are taken: in float32 as they come, or exactly. */
export type Accumulation = 'float32' | 'exact';

export const accumulations: readonly Accumulation[] = ['float32', 'exact'];

const BASE = 256;
/** A digit is a whole number between this and its negative. */
export const largestDigit = BASE / 2;
/** Up to here float32 holds every whole number, and so every sum whose parts stay below, in any order. */
const EXACT_LIMIT = 2 ** 24;

/** x in digits, the most significant first: with two of them x is near (digits[0] 256 + digits[1]) unit. */
export interface Digits<T extends tf.Tensor> {
  /** Each shaped like x. */
  digits: T[];
  /** Shaped like x, with 1 in place of the axes that share a unit. */
  unit: tf.Tensor;
}

/**
 * Rounds x to whole multiples of its largest absolute value over 2^(8 count - 1) - 1, and takes these apart into digits. Every
 * value goes its own way, with a unit that does not depend on the order of values.
 *
 * @param axes Axes whose values share a unit.
 * @param count Digits: 2 make 16 bits with the sign, 3 make 24.
 */
export function digitsOf<T extends tf.Tensor>(x: T, axes: number[], count: 2 | 3): Digits<T> {
  const most = BASE ** count / 2 - 1;
  const largest = tf.max(tf.abs(x), axes, true);
  const positive = tf.greater(largest, 0);
  const perUnit = tf.where(positive, tf.div(most, tf.where(positive, largest, 1)), 0);
  const digits: T[] = [];
  let rest: tf.Tensor = tf.round(tf.mul(x, perUnit));
  for (let place = count - 1; place > 0; place--) {
    const weight = BASE ** place;
    const digit = tf.round(tf.mul(rest, 1 / weight));
    digits.push(digit as T);
    rest = tf.sub(rest, tf.mul(digit, weight));
  }
  return { digits: [...digits, rest as T], unit: tf.mul(largest, 1 / most) };
}

/** The number that digits or sums of digits stand for, in float32; the most significant place first. */
export function numberOf<T extends tf.Tensor>(places: readonly T[]): T {
  return places.reduce((value, place) => tf.add(tf.mul(value, BASE), place) as T);
}

/** Throws where a sum of so many terms could leave the whole numbers that float32 holds. */
export function checkTerms(owner: string, terms: number, largestTerm: number): void {
  const most = EXACT_LIMIT / largestTerm;
  if (terms <= most) return;
  throw new ConfigError({
    code: 'graph/too-many-terms',
    argument: 'accumulation',
    message: `${owner}: a sum of ${terms} terms may pass 2^24, beyond which float32 is not exact. It is exact for at most ${most} terms; take smaller graphs, or accumulation: 'float32'.`,
  });
}
