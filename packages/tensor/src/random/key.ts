import { ConfigError } from '../errors/perceptrons-error';
import { foldStream, splitStream, threefry } from './threefry';

/** State of the random numbers: two unsigned 32-bit words. Immutable; the same key always gives the same draw. */
export type Key = readonly [number, number];

/** What every drawing function accepts: a key, or a seed from which `key` makes one. */
export type KeyOrSeed = Key | number | bigint;

const isWord = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffffffff;

/** True for a value with the form of a key: two integers from 0 to 4294967295. */
export function isKey(value: unknown): value is Key {
  return Array.isArray(value) && value.length === 2 && isWord(value[0]) && isWord(value[1]);
}

/**
 * Makes a key from a seed. The words are the high and the low half of the seed as a 64-bit two's complement number.
 *
 * @param seed A safe integer, or a bigint from -2^63 to 2^64 - 1.
 * @throws ConfigError `tensor/random-seed` for any other value.
 */
export function key(seed: number | bigint): Key {
  const whole = typeof seed === 'bigint' || (typeof seed === 'number' && Number.isSafeInteger(seed));
  if (!whole || seed < -(2n ** 63n) || seed >= 2n ** 64n) {
    throw new ConfigError({
      code: 'tensor/random-seed',
      argument: 'seed',
      message: `The seed is ${String(seed)}. A seed is a whole number between -(2^53 - 1) and 2^53 - 1, or a bigint from -2^63 to 2^64 - 1; pass an integer, or Math.floor a measured value.`,
    });
  }
  const bits = BigInt.asUintN(64, BigInt(seed));
  return Object.freeze([Number(bits >> 32n), Number(bits & 0xffffffffn)] as const);
}

/**
 * Returns a key as it is and makes one from a seed.
 *
 * @throws ConfigError `tensor/random-key` for anything else.
 */
export function asKey(value: KeyOrSeed): Key {
  if (typeof value === 'number' || typeof value === 'bigint') return key(value);
  if (isKey(value)) return value;
  throw new ConfigError({
    code: 'tensor/random-key',
    argument: 'key',
    message: `The key is ${JSON.stringify(value) ?? String(value)}. A key is two integers from 0 to 4294967295; make one with random.key(seed).`,
  });
}

function derive(parent: Key, start: number, stream: number, count: number): Key[] {
  const words0 = new Int32Array(count);
  const words1 = new Int32Array(count);
  threefry(parent[0], parent[1], start, stream, count, words0, words1);
  return Array.from(words0, (word, i) => Object.freeze([word >>> 0, words1[i] >>> 0] as const));
}

/**
 * Makes `count` independent keys. They differ pairwise, and from every draw of `parent`. Key `i` does not depend on
 * `count`.
 *
 * @param count Number of keys, from 0 to 2^24; 2 when left out.
 * @throws ConfigError `tensor/random-split` for a count that is negative, fractional or larger.
 */
export function split(parent: KeyOrSeed, count = 2): Key[] {
  if (!Number.isInteger(count) || count < 0 || count > 2 ** 24) {
    throw new ConfigError({
      code: 'tensor/random-split',
      argument: 'count',
      message: `Cannot split a key into ${String(count)} keys. The count is an integer from 0 to ${2 ** 24}; derive further keys with random.foldIn.`,
    });
  }
  return derive(asKey(parent), 0, splitStream, count);
}

/**
 * Makes the key number `index` of a sequence, for example of a training step or an epoch. Different indexes give
 * different keys.
 *
 * @param index Integer from 0 to 4294967295.
 * @throws ConfigError `tensor/random-fold` for any other index.
 */
export function foldIn(parent: KeyOrSeed, index: number): Key {
  if (!isWord(index)) {
    throw new ConfigError({
      code: 'tensor/random-fold',
      argument: 'index',
      message: `Cannot fold ${String(index)} into a key. The index is an integer from 0 to 4294967295; fold the parts of a larger number one after the other.`,
    });
  }
  return derive(asKey(parent), index, foldStream, 1)[0];
}
