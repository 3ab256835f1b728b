import { describe, expect, it } from 'vitest';
import { blockSize, drawStream, forEachBlock, threefry } from './threefry';

function encrypt(key: [number, number], counter: [number, number]): string {
  const words0 = new Int32Array(1);
  const words1 = new Int32Array(1);
  threefry(key[0], key[1], counter[0], counter[1], 1, words0, words1);
  return [words0[0], words1[0]].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');
}

describe('threefry', () => {
  // Known answers published with the reference implementation (Random123, kat_vectors, threefry2x32 20).
  it.each([
    [[0, 0], [0, 0], '6b200159 99ba4efe'],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '1cb996fc bb002be7'],
    [[0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], 'c4923a9c 483df7a0'],
  ] as [[number, number], [number, number], string][])('encrypts key %j counter %j', (key, counter, expected) => {
    expect(encrypt(key, counter)).toBe(expected);
  });

  it('gives every element of a block its own counter', () => {
    const words0 = new Int32Array(5);
    const words1 = new Int32Array(5);
    threefry(7, 9, 0xfffffffe, 3, 5, words0, words1);
    for (let i = 0; i < 5; i++) {
      const expected = encrypt([7, 9], [(0xfffffffe + i) >>> 0, 3]);
      const received = [words0[i], words1[i]].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');
      expect(received).toBe(expected);
    }
  });
});

describe('forEachBlock', () => {
  it('covers the range once, in blocks', () => {
    const count = 2 * blockSize + 17;
    const seen: [number, number][] = [];
    forEachBlock([1, 2], 40, count, (words0, words1, length, position) => {
      seen.push([position, length]);
      const word0 = new Int32Array(1);
      const word1 = new Int32Array(1);
      threefry(1, 2, 40 + position + length - 1, drawStream, 1, word0, word1);
      expect([words0[length - 1], words1[length - 1]]).toEqual([word0[0], word1[0]]);
    });
    expect(seen).toEqual([
      [0, blockSize],
      [blockSize, blockSize],
      [2 * blockSize, 17],
    ]);
  });

  it('does nothing for no elements', () => {
    forEachBlock([1, 2], 0, 0, () => expect.unreachable());
    expect.assertions(0);
  });
});
