import { describe, expect, it } from 'vitest';
import { count, duration, percent, points } from './format';

describe('formats', () => {
  it('write fractions, differences and counts for people', () => {
    expect(percent(0.8437)).toBe('84.4\u202f%');
    expect(points(0.094)).toBe('+9.4 points');
    expect(points(-0.015)).toBe('−1.5 points');
    expect(count(111549)).toBe('111,549');
  });

  it('write durations in the largest useful units', () => {
    expect([3.2, 74, 3700, Number.POSITIVE_INFINITY].map(duration)).toEqual([
      '4 s',
      '1 min 14 s',
      '1 h 1 min',
      'unknown',
    ]);
  });
});
