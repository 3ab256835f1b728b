import { describe, expect, it } from 'vitest';
import { shareOf } from './share-interval';

describe('shareOf', () => {
  it('has the interval of Wilson', () => {
    // 81 of 263, the example of Newcombe (1998).
    const { value, low, high } = shareOf(Array.from({ length: 263 }, (_, index) => index < 81));
    expect([value, low, high].map((number) => number.toFixed(4))).toEqual(['0.3080', '0.2553', '0.3662']);
  });

  it('leaves room where no case or every case is one', () => {
    expect(shareOf([false, false, false, false])).toMatchObject({ value: 0, low: 0 });
    expect(shareOf([false, false, false, false]).high).toBeCloseTo(0.49, 2);
    expect(shareOf([true, true]).low).toBeGreaterThan(0.3);
    expect(shareOf([true, true]).high).toBe(1);
  });
});
