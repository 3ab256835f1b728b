import { describe, expect, it } from 'vitest';
import { armArea, crossFigures, type FieldMap } from './receptive-field';

/** A map of 28x28 pixels from a function of row and column. */
function fieldMap(value: (row: number, column: number) => number): FieldMap {
  return { rows: 28, columns: 28, values: Array.from({ length: 784 }, (_, i) => value(Math.floor(i / 28), i % 28)) };
}
const onCross = (row: number, column: number) => Math.floor(row / 4) === 3 || Math.floor(column / 4) === 3;

describe('crossFigures', () => {
  it('finds nothing off a cross', () => {
    const figures = crossFigures(fieldMap((row, column) => (onCross(row, column) ? 0.5 : 0)));
    expect(figures).toEqual({ largestOff: 0, reachedOn: 1, reachedOff: 0, armShare: 1 });
  });

  it('finds the share of the area in an even map', () => {
    const figures = crossFigures(fieldMap(() => 0.25));
    expect(figures).toMatchObject({ largestOff: 0.25, reachedOn: 1, reachedOff: 1 });
    expect(figures.armShare).toBeCloseTo(armArea, 12);
    expect(armArea).toBe(0.25);
  });

  it('counts a patch as reached by a single pixel, and leaves the patch of the token out of the share', () => {
    const figures = crossFigures(
      fieldMap((row, column) => (row === 13 && column === 13 ? 9 : row + column === 0 ? 1 : 0)),
    );
    expect(figures).toEqual({ largestOff: 1, reachedOn: 1 / 13, reachedOff: 1 / 36, armShare: 0 });
  });
});
