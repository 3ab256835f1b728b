import { DataError, ShapeError } from '@perceptrons/tensor';

/** Result of {@link wilcoxonSignedRank}. */
export interface WilcoxonResult {
  /** W, the smaller of the two sums of ranks. */
  statistic: number;
  /** Sum of the ranks of the positive differences a - b. */
  positive: number;
  /** Sum of the ranks of the negative differences. */
  negative: number;
  /** Pairs that differ; pairs without a difference are left out. */
  pairs: number;
  /** Pairs without a difference. */
  zeros: number;
  /** Two-sided p. */
  p: number;
  method: 'exact' | 'normal';
}

/** Up to this many differing pairs p is exact. */
export const EXACT_PAIRS = 200;

/**
 * Wilcoxon's signed-rank test of paired values, two-sided.
 *
 * Pairs without a difference are left out, equal absolute differences share their mean rank. Up to 200 differing pairs p
 * is exact, also with ties: the share of the 2^pairs assignments of signs whose smaller sum of ranks is at most W. Beyond
 * this p comes from the normal distribution, with corrections for ties and for continuity. Without any difference p = 1.
 *
 * @param a [pairs].
 * @param b [pairs].
 * @throws ShapeError `plasticity/pairs`, DataError `plasticity/not-finite`.
 * Source: Wilcoxon, "Individual comparisons by ranking methods" (1945).
 */
export function wilcoxonSignedRank(a: ArrayLike<number>, b: ArrayLike<number>): WilcoxonResult {
  if (a.length !== b.length || a.length === 0) {
    throw new ShapeError({
      code: 'plasticity/pairs',
      argument: 'b',
      message: `wilcoxonSignedRank: a has ${a.length} values, b has ${b.length}. Both need the same number of values, at least one.`,
    });
  }
  const all = Array.from(a, (value, index) => value - b[index]);
  const bad = all.findIndex((difference) => !Number.isFinite(difference));
  if (bad >= 0) {
    throw new DataError({
      code: 'plasticity/not-finite',
      argument: 'a',
      message: `wilcoxonSignedRank: pair ${bad} is (${a[bad]}, ${b[bad]}). All values must be finite; leave out pairs without a value.`,
    });
  }
  const differences = all.filter((difference) => difference !== 0);
  const ranks = doubledRanks(differences.map(Math.abs));
  let positive = 0;
  let total = 0;
  for (let index = 0; index < differences.length; index++) {
    total += ranks[index];
    if (differences[index] > 0) positive += ranks[index];
  }
  const smaller = Math.min(positive, total - positive);
  const exact = differences.length <= EXACT_PAIRS;
  return {
    statistic: smaller / 2,
    positive: positive / 2,
    negative: (total - positive) / 2,
    pairs: differences.length,
    zeros: all.length - differences.length,
    p: exact ? exactP(ranks, smaller) : normalP(ranks, smaller),
    method: exact ? 'exact' : 'normal',
  };
}

/** Twice the rank of each value, so that the mean rank of ties is whole. */
function doubledRanks(values: readonly number[]): Int32Array {
  const order = values.map((_, index) => index).sort((i, j) => values[i] - values[j]);
  const ranks = new Int32Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    // Ranks start + 1 to end; twice their mean.
    for (let place = start; place < end; place++) ranks[order[place]] = start + 1 + end;
    start = end;
  }
  return ranks;
}

/** Twice the probability that a sum of ranks with random signs is at most `statistic`. */
function exactP(ranks: Int32Array, statistic: number): number {
  // chance[s]: probability that the ranks so far sum to s; sums above the statistic do not matter.
  const chance = new Float64Array(statistic + 1);
  chance[0] = 1;
  for (const rank of ranks) {
    for (let sum = statistic; sum >= 0; sum--) {
      chance[sum] = 0.5 * (chance[sum] + (sum >= rank ? chance[sum - rank] : 0));
    }
  }
  return Math.min(1, 2 * chance.reduce((sum, value) => sum + value, 0));
}

/** Normal approximation; the variance of the sum, a quarter of the sum of squared ranks, already accounts for ties. */
function normalP(ranks: Int32Array, statistic: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  // Half a rank is 1 in doubled units.
  const distance = Math.max(0, total / 2 - statistic - 1) / Math.sqrt(variance);
  return Math.min(1, 2 * normalTail(distance));
}

/**
 * Probability that a standard normal number exceeds x >= 0; relative error below 1e-7.
 * Source: Numerical Recipes, `erfcc` (Chebyshev fit).
 */
export function normalTail(x: number): number {
  const z = x / Math.SQRT2;
  const t = 1 / (1 + 0.5 * z);
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const series = fit.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return 0.5 * t * Math.exp(-z * z + series);
}
