import { describe, expect, it } from 'vitest';
import type { Sample } from './contender';
import { relativeDifference } from './measure';
import { makeRow } from './row';
import { median, significant, spread } from './statistics';

const cpu = (...values: number[]): Sample[] => values.map((cpuMs) => ({ cpuMs, wallMs: cpuMs * 10 }));

describe('median', () => {
  it('takes the middle value, or the mean of the two middle ones', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('refuses an empty list', () => {
    expect(() => median([])).toThrow('at least one value');
    expect(() => spread([])).toThrow('at least one value');
  });
});

describe('significant', () => {
  it('keeps the leading digits of large and small values', () => {
    expect([significant(123456), significant(0.00123456), significant(1.00004)]).toEqual([123500, 0.001235, 1]);
  });
});

describe('makeRow', () => {
  it('divides their median by ours, so that above 1 is faster', () => {
    const row = makeRow({ case: 'c', peer: 'p', ours: cpu(1, 2, 9), theirs: cpu(8, 12, 10), clock: 'cpu', target: 6 });
    expect(row).toMatchObject({ ours: 2, theirs: 10, ratio: 5, target: 6, met: false, rounds: 3 });
    expect(row.oursSpread).toEqual([1, 9]);
    expect(row.theirsSpread).toEqual([8, 12]);
    // Round by round: 8/1, 12/2, 10/9.
    expect(row.ratioSpread).toEqual([1.111, 8]);
  });

  it('takes the clock asked for and reports the wall clock beside it', () => {
    const row = makeRow({ case: 'c', peer: 'p', ours: cpu(1), theirs: cpu(3), clock: 'wall' });
    expect(row).toMatchObject({
      ours: 10,
      theirs: 30,
      oursWall: 10,
      theirsWall: 30,
      clock: 'wall',
      target: null,
      met: null,
    });
  });

  it('lets a slow peer have fewer samples, but not more', () => {
    expect(makeRow({ case: 'c', peer: 'p', ours: cpu(1, 2, 3), theirs: cpu(8), clock: 'cpu' })).toMatchObject({
      ratio: 4,
      rounds: 1,
    });
    expect(() => makeRow({ case: 'c', peer: 'p', ours: cpu(1), theirs: cpu(1, 2), clock: 'cpu' })).toThrow('got 2');
    expect(() => makeRow({ case: 'c', peer: 'p', ours: cpu(1), theirs: [], clock: 'cpu' })).toThrow('got 0');
  });
});

describe('relativeDifference', () => {
  it('is relative to the largest value of the reference', () => {
    expect(relativeDifference([0, -10], [1, -10])).toBeCloseTo(0.1, 12);
  });

  it('looks at the common length of two lists', () => {
    expect(relativeDifference([1, 2, 3], [1])).toBe(0);
  });

  it('is infinite for values that are not numbers and for empty lists', () => {
    expect(relativeDifference([1, 2], [1, Number.NaN])).toBe(Number.POSITIVE_INFINITY);
    expect(relativeDifference([1, 2], [1, null as unknown as number])).toBe(Number.POSITIVE_INFINITY);
    expect(relativeDifference([], [])).toBe(Number.POSITIVE_INFINITY);
  });
});
