import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { correlation, oppositePartners } from './correlation';
import { spatialAutocorrelation } from './spatial-autocorrelation';

const grid = (rows: number, columns: number, value: (row: number, column: number) => number) => ({
  rows,
  columns,
  values: Array.from({ length: rows * columns }, (_, index) => value(Math.floor(index / columns), index % columns)),
});

describe('spatialAutocorrelation', () => {
  it('is -1 for a chessboard, 0 without a pattern, high for a slope', () => {
    expect(spatialAutocorrelation(grid(6, 8, (row, column) => (row + column) % 2))).toBeCloseTo(-1, 12);
    expect(spatialAutocorrelation(grid(3, 3, () => 4))).toBe(0);
    expect(spatialAutocorrelation(grid(20, 20, (row) => row))).toBeGreaterThan(0.9);
  });

  it('gives the hand-computed value of a line', () => {
    // 0 1 2: deviations -1 0 1, products 0 and 0.  0 0 3: deviations -1 -1 2, products 1 and -2, squares 6.
    expect(spatialAutocorrelation({ values: [0, 1, 2], rows: 1, columns: 3 })).toBe(0);
    expect(spatialAutocorrelation({ values: [0, 0, 3], rows: 1, columns: 3 })).toBeCloseTo((3 / 2) * (-1 / 6), 12);
  });

  it('is about -1 / (cells - 1) for numbers without order', () => {
    const values = Array.from({ length: 400 }, (_, index) =>
      spatialAutocorrelation({
        values: random.normalArray(random.foldIn(random.key(1), index), 49),
        rows: 7,
        columns: 7,
      }),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Standard error of the mean of 400 grids is about 0.005.
    expect(Math.abs(mean + 1 / 48)).toBeLessThan(0.02);
  });

  it('refuses values that do not fill the grid', () => {
    expect(() => spatialAutocorrelation({ values: [1, 2, 3], rows: 2, columns: 2 })).toThrow(
      /3 values for a grid of 2x2/,
    );
  });
});

describe('correlation', () => {
  it('is 1, -1 and 0 where it must be', () => {
    expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 2, 3], [5, 5, 5])).toBe(0);
    expect(() => correlation([1, 2], [1])).toThrow(/2 and 1 numbers/);
  });
});

describe('oppositePartners', () => {
  it('finds pairs of opposite sign', () => {
    const patterns = [
      [1, 2, 3, 1],
      [0, 1, 0, 1],
      [-1, -2, -3, -1],
    ];
    const partners = oppositePartners(patterns);
    expect(partners[0]).toEqual({ partner: 2, value: expect.closeTo(-1, 12) });
    expect(partners[2].partner).toBe(0);
    expect(() => oppositePartners([[1, 2]])).toThrow(/1 patterns/);
  });
});
