import { describe, expect, it } from 'vitest';
import { symmetricPseudoInverse } from './symmetric-pseudo-inverse';

describe('symmetricPseudoInverse', () => {
  it('inverts a regular matrix', () => {
    const { inverse, rank } = symmetricPseudoInverse([2, 1, 1, 2], 2);
    expect(rank).toBe(2);
    [2 / 3, -1 / 3, -1 / 3, 2 / 3].forEach((value, i) => {
      expect(inverse[i]).toBeCloseTo(value, 14);
    });
  });

  it('inverts a singular matrix where it acts', () => {
    // v v^T of v = (1, 2, 2) has the pseudo-inverse v v^T / 81.
    const outer = [1, 2, 2, 2, 4, 4, 2, 4, 4];
    const { inverse, rank } = symmetricPseudoInverse(outer, 3);
    expect(rank).toBe(1);
    outer.forEach((value, i) => {
      expect(inverse[i]).toBeCloseTo(value / 81, 14);
    });
  });

  it('leaves out what is small against the largest, as the tolerance says', () => {
    const matrix = [1, 0, 0, 1e-4];
    expect(symmetricPseudoInverse(matrix, 2).inverse[3]).toBeCloseTo(1e4, 8);
    const coarse = symmetricPseudoInverse(matrix, 2, { tolerance: 1e-3 });
    expect([coarse.rank, coarse.inverse[3]]).toEqual([1, 0]);
    expect(symmetricPseudoInverse([1, 0, 0, 2e-7], 2).rank).toBe(1);
    expect(symmetricPseudoInverse([1, 0, 0, 3e-7], 2).rank).toBe(2);
  });

  it('gives zeros for zeros and keeps negative directions', () => {
    expect(symmetricPseudoInverse(new Float64Array(4), 2)).toEqual({ inverse: new Float64Array(4), rank: 0 });
    expect(symmetricPseudoInverse([-4], 1).inverse[0]).toBe(-0.25);
  });
});
