import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { splitOwn } from './split-own';

const images = (count: number, grey: number) => Array.from({ length: count }, () => new Uint8Array(784).fill(grey));

describe('splitOwn', () => {
  it('holds out every fifth image of a class, and one of four', () => {
    const { train, test } = splitOwn(
      new Map([
        ['dark', images(10, 10)],
        ['light', images(4, 200)],
      ]),
    );
    expect([...train.labels]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect([...test.labels]).toEqual([0, 0, 1]);
    expect(test.images[0]).toBe(10);
    expect(test.images[2 * 784]).toBe(200);
    expect(train.classNames).toEqual(['dark', 'light']);
  });

  it('says what is missing', () => {
    expect(() => splitOwn(new Map())).toThrow(/so far: none/);
    const few = new Map([
      ['a', images(9, 1)],
      ['b', images(3, 2)],
    ]);
    expect(() => splitOwn(few)).toThrow(/a: 9, b: 3/);
    expect(() => splitOwn(few)).toThrow(DataError);
  });
});
