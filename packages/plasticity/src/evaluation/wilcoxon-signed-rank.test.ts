import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { EXACT_PAIRS, normalTail, wilcoxonSignedRank } from './wilcoxon-signed-rank';

// Percent deviance explained for 18 flies without and with the weight term (published data of Mehta et al. 2024).
const without = [
  3.532, 6.56, 4.009, 8.886, 4.376, 2.451, 6.09, 10.062, 3.187, 3.495, 2.076, 2.562, 14.153, 6.171, 9.99, 5.609, 7.135,
  11.098,
];
const withWeight = [
  4.764, 13.147, 4.018, 9.051, 4.741, 5.643, 6.921, 11.872, 6.579, 4.49, 2.473, 5.021, 13.965, 7.371, 13.093, 7.293,
  7.207, 13.109,
];

/** Two-sided p by counting all assignments of signs. */
function enumerate(differences: readonly number[]): number {
  const ranks = differences.map((d) => {
    const smaller = differences.filter((other) => Math.abs(other) < Math.abs(d)).length;
    const alike = differences.filter((other) => Math.abs(other) === Math.abs(d)).length;
    return smaller + (alike + 1) / 2;
  });
  const total = ranks.reduce((a, b) => a + b);
  const smaller = (sum: number) => Math.min(sum, total - sum);
  const sumOf = (signs: number) => ranks.reduce((sum, rank, i) => sum + ((signs >> i) & 1 ? rank : 0), 0);
  const observed = smaller(ranks.reduce((sum, rank, i) => sum + (differences[i] > 0 ? rank : 0), 0));
  let count = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) if (smaller(sumOf(signs)) <= observed) count++;
  return count / 2 ** ranks.length;
}

describe('wilcoxonSignedRank', () => {
  it('gives the published test of the weight term', () => {
    const result = wilcoxonSignedRank(withWeight, without);
    expect(result).toEqual({
      statistic: 4,
      positive: 167,
      negative: 4,
      pairs: 18,
      zeros: 0,
      p: 5.340576171875e-5,
      method: 'exact',
    });
    expect(wilcoxonSignedRank(without, withWeight)).toMatchObject({ statistic: 4, p: result.p, positive: 4 });
  });

  it('gives p = 0.0665 for W = 43 of 18 pairs', () => {
    const differences = Array.from(
      { length: 18 },
      (_, index) => (index + 1) * ([8, 17, 18].includes(index + 1) ? -1 : 1),
    );
    const result = wilcoxonSignedRank(differences, new Float64Array(18));
    expect(result.statistic).toBe(43);
    expect(result.p).toBeCloseTo(0.0665, 4);
  });

  it.each([
    ['no ties', [0.3, -1.2, 2.5, 0.7, -0.1, 4, 3.1]],
    ['ties', [1, -1, 2, 2, -2, 3, 5, 5]],
    ['all alike', [1, 1, 1, -1]],
    ['one pair', [3]],
  ])('counts assignments of signs exactly with %s', (_, differences) => {
    const result = wilcoxonSignedRank(differences, new Float64Array(differences.length));
    expect(result.p).toBeCloseTo(Math.min(1, enumerate(differences)), 14);
    expect(result.method).toBe('exact');
  });

  it('leaves out pairs without a difference and says how many', () => {
    const [plain, padded] = [
      wilcoxonSignedRank([1, 2, -3], [0, 0, 0]),
      wilcoxonSignedRank([1, 5, 2, -3], [0, 5, 0, 0]),
    ];
    expect(padded).toEqual({ ...plain, zeros: 1 });
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toMatchObject({ statistic: 0, p: 1, pairs: 0, zeros: 2 });
  });

  it('does not change with the order of pairs or the unit of values', () => {
    const order = random.permutation(3, 18);
    const shuffled = (values: number[]) => Array.from(order, (index) => 16 * values[index]);
    expect(wilcoxonSignedRank(shuffled(withWeight), shuffled(without))).toEqual(
      wilcoxonSignedRank(withWeight, without),
    );
  });

  it('turns to the normal approximation behind the exact sizes without a jump', () => {
    const differences = random.normalArray(1, EXACT_PAIRS + 1, { mean: 0.12 });
    const normal = wilcoxonSignedRank(differences, new Float64Array(EXACT_PAIRS + 1));
    const exact = wilcoxonSignedRank(differences.subarray(1), new Float64Array(EXACT_PAIRS));
    expect([normal.method, exact.method]).toEqual(['normal', 'exact']);
    // One pair of 201 moves p a little; both are the same small number.
    expect(Math.abs(Math.log(normal.p / exact.p))).toBeLessThan(0.5);
    expect(normal.p).toBeLessThan(0.5);
  });

  it('refuses pairs that do not fit', () => {
    expect(() => wilcoxonSignedRank([1], [1, 2])).toThrow(expect.objectContaining({ code: 'plasticity/pairs' }));
    expect(() => wilcoxonSignedRank([], [])).toThrow(expect.objectContaining({ code: 'plasticity/pairs' }));
    expect(() => wilcoxonSignedRank([1, Number.NaN], [1, 2])).toThrow('pair 1 is (NaN, 2)');
  });
});

describe('normalTail', () => {
  it('agrees with tables', () => {
    expect(normalTail(0)).toBeCloseTo(0.5, 7);
    expect(normalTail(1.959963985)).toBeCloseTo(0.025, 7);
    expect(normalTail(5) / 2.866515719e-7).toBeCloseTo(1, 6);
  });
});
