import { describe, expect, it } from 'vitest';
import { bucketBySize } from './bucket-by-size';
import { padToBatch } from './pad-to-batch';
import { paddingCost } from './padding-cost';

const sizes = [5, 3, 5, 4, 3, 5, 5, 4, 10, 5];

const sorted = (batches: number[][]) => batches.flat().sort((a, b) => a - b);
const everyIndex = sizes.map((_, index) => index);

describe('bucketBySize', () => {
  it('puts equal sizes together, in ascending order without a key', () => {
    expect(bucketBySize(sizes, { batchSize: 2 })).toEqual([[1, 4], [3, 7], [0, 2], [5, 6], [9], [8]]);
  });

  it('has every graph once, in batches of one size, and repeats with its key', () => {
    const batches = bucketBySize(sizes, { batchSize: 2, key: 1 });
    expect(sorted(batches)).toEqual(everyIndex);
    for (const batch of batches) expect(new Set(batch.map((index) => sizes[index])).size).toBe(1);
    expect(bucketBySize(sizes, { batchSize: 2, key: 1 })).toEqual(batches);
  });

  it('shuffles batches and the graphs within a size', () => {
    const runs = Array.from({ length: 20 }, (_, key) => bucketBySize(sizes, { batchSize: 2, key }));
    expect(new Set(runs.map((batches) => batches.map((batch) => sizes[batch[0]]).join())).size).toBeGreaterThan(5);
    const together = runs.map((batches) => sorted(batches.filter((batch) => batch.includes(0))).join());
    expect(new Set(together).size).toBeGreaterThan(2);
  });

  it('makes as many batches as the published code does for MUTAG', () => {
    // Its graphs of 10 to 28 vertices.
    const counts = [2, 14, 13, 17, 7, 7, 16, 18, 4, 16, 14, 8, 15, 18, 4, 6, 5, 1, 3];
    const all = counts.flatMap((count, index) => new Array<number>(count).fill(10 + index));
    const batches = bucketBySize(all, { batchSize: 5, key: 1 });
    expect([all.length, batches.length]).toEqual([188, 46]);
    expect(paddingCost(all, batches)).toMatchObject({ pairs: 64_381, products: 1_297_601, pairRatio: 1 });
  });
});

describe('padToBatch', () => {
  it('cuts the graphs in their order, or sorted in windows', () => {
    expect(padToBatch(sizes, { batchSize: 4 })).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9],
    ]);
    expect(padToBatch(sizes, { batchSize: 2, sortWindow: 4 })).toEqual([
      [1, 3],
      [0, 2],
      [4, 7],
      [5, 6],
      [9, 8],
    ]);
    expect(padToBatch(sizes, { batchSize: 4, sortWindow: 100 })).toEqual([
      [1, 4, 3, 7],
      [0, 2, 5, 6],
      [9, 8],
    ]);
  });

  it('has every graph once, with one batch that is not full, and repeats with its key', () => {
    for (const sortWindow of [1, 4, 100]) {
      const batches = padToBatch(sizes, { batchSize: 4, key: 1, sortWindow });
      expect(sorted(batches)).toEqual(everyIndex);
      expect(batches.map((batch) => batch.length).sort()).toEqual([2, 4, 4]);
      expect(padToBatch(sizes, { batchSize: 4, key: 1, sortWindow })).toEqual(batches);
      expect(padToBatch(sizes, { batchSize: 4, key: 2, sortWindow })).not.toEqual(batches);
    }
  });

  it('takes an empty list', () => {
    expect(padToBatch([], { batchSize: 4 })).toEqual([]);
    expect(bucketBySize([], { batchSize: 4, key: 1 })).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a batch size',
      () => padToBatch(sizes, { batchSize: 0 }),
      'batchSize is 0. It must be a whole number, at least 1.',
    ],
    ['a window', () => padToBatch(sizes, { batchSize: 1, sortWindow: 0.5 }), 'sortWindow is 0.5.'],
    ['a size', () => bucketBySize([3, 0], { batchSize: 1 }), 'sizes[1] is 0. A size is the number of vertices'],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('paddingCost', () => {
  it('counts pairs and products with and without padding', () => {
    expect(paddingCost([2, 3], [[0, 1]])).toEqual({
      batches: 1,
      pairs: 13,
      paddedPairs: 18,
      pairRatio: 18 / 13,
      products: 35,
      paddedProducts: 54,
      productRatio: 54 / 35,
    });
  });

  it('is 1 without padding, and falls as windows grow', () => {
    expect(paddingCost(sizes, bucketBySize(sizes, { batchSize: 3, key: 1 })).productRatio).toBe(1);
    const ratio = (sortWindow: number) => paddingCost(sizes, padToBatch(sizes, { batchSize: 2, sortWindow })).pairRatio;
    expect(ratio(4)).toBeLessThan(ratio(1));
    expect(ratio(100)).toBeLessThan(ratio(4));
    expect(paddingCost([], []).pairRatio).toBe(1);
  });

  it('refuses batches of other graphs', () => {
    expect(() => paddingCost([2], [[0], [1]])).toThrow('Batch 1 has index 1. There are 1 sizes, from 0.');
    expect(() => paddingCost([2], [[]])).toThrow('Batch 0 has no graphs');
  });
});
