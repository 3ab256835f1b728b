import { describe, expect, it } from 'vitest';
import { ConfigError } from '../errors/perceptrons-error';
import { bitsArray } from './bits';
import { asKey, foldIn, isKey, type Key, key, split } from './key';

const name = (value: Key) => value[0] * 2 ** 32 + value[1] + (value[1] & 1 ? 'o' : 'e');

describe('key', () => {
  it('holds the two halves of the seed', () => {
    expect(key(0)).toEqual([0, 0]);
    expect(key(1)).toEqual([0, 1]);
    expect(key(2 ** 32 + 5)).toEqual([1, 5]);
    expect(key(-1)).toEqual([0xffffffff, 0xffffffff]);
    expect(key(0x123456789abcdef0n)).toEqual([0x12345678, 0x9abcdef0]);
    expect(Object.isFrozen(key(3))).toBe(true);
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2n ** 64n, -(2n ** 63n) - 1n])('refuses %s', (seed) => {
    expect(() => key(seed)).toThrow(ConfigError);
    expect(() => key(seed)).toThrow(String(seed));
  });
});

describe('asKey', () => {
  it('accepts keys and seeds', () => {
    const made = key(7);
    expect(asKey(made)).toBe(made);
    expect(asKey(7)).toEqual(made);
    expect(asKey(7n)).toEqual(made);
  });

  it.each([[[1]], [[1, -1]], [[1, 2 ** 32]], ['seed'], [undefined], [null]])('refuses %j', (value) => {
    expect(isKey(value)).toBe(false);
    expect(() => asKey(value as unknown as Key)).toThrow(/A key is two integers/);
  });
});

describe('split', () => {
  it('gives 100000 pairwise different keys', () => {
    const keys = split(key(11), 100_000);
    expect(new Set(keys.map(name)).size).toBe(100_000);
  });

  it('gives key i regardless of the count', () => {
    expect(split(5, 3)).toEqual(split(5, 7).slice(0, 3));
    expect(split(5)).toHaveLength(2);
    expect(split(5, 0)).toEqual([]);
  });

  it('gives keys whose draws differ from the draws of the parent and of each other', () => {
    const draws = [key(5), ...split(5, 4), foldIn(5, 0), foldIn(5, 1)].map((each) => bitsArray(each, 64).join());
    expect(new Set(draws).size).toBe(draws.length);
  });

  it.each([-1, 0.5, 2 ** 25, Number.NaN])('refuses the count %s', (count) => {
    expect(() => split(1, count)).toThrow(ConfigError);
  });
});

describe('foldIn', () => {
  it('gives different keys for 100000 indexes, none of them a split key', () => {
    const parent = key(3);
    const names = new Set(split(parent, 1000).map(name));
    for (let i = 0; i < 100_000; i++) names.add(name(foldIn(parent, i)));
    expect(names.size).toBe(101_000);
  });

  it('accepts the largest index and refuses others', () => {
    expect(isKey(foldIn(1, 0xffffffff))).toBe(true);
    for (const index of [-1, 1.5, 2 ** 32, Number.NaN]) expect(() => foldIn(1, index)).toThrow(/fold/);
  });
});
