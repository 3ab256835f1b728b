import { describe, expect, it } from 'vitest';
import { middleOf, reachOf } from './field-map';

/** A map of 7 x 7 patches of 4 x 4 pixels, one pixel of a patch set where `reached` says so. */
function mapOf(reached: (row: number, column: number) => boolean) {
  const values = new Float32Array(784);
  for (let row = 0; row < 7; row++) {
    for (let column = 0; column < 7; column++)
      if (reached(row, column)) values[(4 * row + 1) * 28 + 4 * column + 2] = 0.01;
  }
  return { block: 0, rows: 28, columns: 28, values };
}

describe('reachOf', () => {
  it('counts the patches of a cross round the middle', () => {
    expect(middleOf({ rows: 28, columns: 28 })).toEqual([2, 2]);
    const cross = mapOf((row, column) => row === 2 || column === 2);
    expect(reachOf(cross)).toEqual({ reached: 13, all: 49, offCross: 0 });
  });

  it('measures what lies off the cross', () => {
    const { reached, offCross } = reachOf(mapOf(() => true));
    expect(reached).toBe(49);
    // One of the 16 pixels of every patch has 0.01.
    expect(offCross).toBeCloseTo(0.01 / 16, 8);
    expect(reachOf(mapOf((row, column) => row === 2 && column <= 2))).toEqual({ reached: 3, all: 49, offCross: 0 });
  });
});
