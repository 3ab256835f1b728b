import { describe, expect, it } from 'vitest';
import { rSquared } from './r-squared';

describe('rSquared', () => {
  it('averages the scores of columns', () => {
    // Column 0: errors 0, 0, 1 and spread 2 give 1/2. Column 1 is exact.
    expect(rSquared([1, 5, 2, 7, 3, 6], [1, 5, 2, 7, 4, 6], 2)).toBeCloseTo(0.75, 15);
  });

  it('gives a perfect constant 1 and an imperfect one 0', () => {
    expect(rSquared([0.1, 0.1, 0.1], [0.1, 0.1, 0.1], 1)).toBe(1);
    expect(rSquared([0.1, 0.1, 0.1], [0.1, 0.1, 0.2], 1)).toBe(0);
  });

  it('has no lower bound', () => {
    expect(rSquared([0, 1], [10, -10], 1)).toBe(1 - (100 + 121) / 0.5);
  });

  it('does not change with the unit and the origin of values', () => {
    const truth = [1, 3, 2, 8, 4, 1];
    const estimate = [2, 3, 1, 7, 4, 2];
    const other = (values: number[]) => values.map((value) => 4 * value - 3);
    expect(rSquared(other(truth), other(estimate), 2)).toBeCloseTo(rSquared(truth, estimate, 2), 14);
  });

  it('leaves out what was not recorded', () => {
    const truth = [1, 9, 2, 9, Number.NaN, 9, 3, 9];
    expect(rSquared(truth, [1, 0, 2, 0, 100, 0, 4, 0], 2, [1, 0])).toBeCloseTo(0.5, 15);
    expect(rSquared(truth, truth, 2, [0, 0])).toBeNaN();
  });
});
