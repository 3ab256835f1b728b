import { ConfigError, DataError } from '@perceptrons/tensor';
import { symmetricPseudoInverse } from '../linear-algebra/symmetric-pseudo-inverse';
import { fisherQuantile } from './fisher-quantile';

/** What Hotelling's test says about paired differences. */
export interface HotellingResult {
  /** T^2 = count * mean^T covariance^+ mean. */
  statistic: number;
  /** mean^T covariance^+ mean, without the factor count. */
  distance: number;
  /** Number of directions in which the differences vary; the others do not count. */
  rank: number;
  /** [dimensions] */
  mean: Float64Array;
  /** [dimensions, dimensions], divisor count - 1. */
  covariance: Float64Array;
}

/**
 * Hotelling's T^2 of the hypothesis that the mean of paired differences is zero. The covariance may be singular: its
 * pseudo-inverse takes its place.
 *
 * @param differences One list of `dimensions` numbers for each of at least two pairs.
 * @param options.tolerance That of `symmetricPseudoInverse`.
 * @throws DataError `evaluation/differences` for fewer than two rows, rows of different lengths or numbers that are not finite.
 * Source: Hotelling, "The generalization of Student's ratio" (1931).
 */
export function hotellingTSquared(
  differences: readonly ArrayLike<number>[],
  { tolerance }: { tolerance?: number } = {},
): HotellingResult {
  const count = differences.length;
  const size = differences[0]?.length ?? 0;
  checkRows(differences, size);
  const mean = new Float64Array(size);
  for (const row of differences) for (let i = 0; i < size; i++) mean[i] += row[i] / count;
  const covariance = new Float64Array(size * size);
  for (const row of differences) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        covariance[i * size + j] += ((row[i] - mean[i]) * (row[j] - mean[j])) / (count - 1);
      }
    }
  }
  const { inverse, rank } = symmetricPseudoInverse(covariance, size, { tolerance });
  let distance = 0;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) distance += mean[i] * inverse[i * size + j] * mean[j];
  return { statistic: count * distance, distance, rank, mean, covariance };
}

/**
 * The value that T^2 exceeds with probability `alpha` when the mean is zero and the differences are normal:
 * (count - 1) dimensions / (count - dimensions) times the 1 - alpha quantile of F(dimensions, count - dimensions).
 *
 * @throws ConfigError `evaluation/hotelling` unless 1 <= dimensions < count and alpha lies in (0, 1).
 */
export function hotellingThreshold({
  count,
  dimensions,
  alpha = 0.05,
}: {
  count: number;
  dimensions: number;
  alpha?: number;
}): number {
  const rest = count - dimensions;
  if (!(dimensions >= 1 && rest >= 1) || !(alpha > 0 && alpha < 1)) {
    throw new ConfigError({
      code: 'evaluation/hotelling',
      argument: 'count',
      message: `There are ${count} pairs of ${dimensions} numbers and alpha is ${alpha}. The test needs more pairs than numbers in each, and alpha between 0 and 1.`,
    });
  }
  return (((count - 1) * dimensions) / rest) * fisherQuantile(1 - alpha, [dimensions, rest]);
}

function checkRows(rows: readonly ArrayLike<number>[], size: number): void {
  const fail = (message: string): never => {
    throw new DataError({ code: 'evaluation/differences', argument: 'differences', message });
  };
  if (rows.length < 2 || size === 0) {
    fail(
      `There are ${rows.length} differences of ${size} numbers. The test needs at least two, of at least one number.`,
    );
  }
  rows.forEach((row, at) => {
    if (row.length !== size) fail(`Difference ${at} has ${row.length} numbers and difference 0 has ${size}.`);
    for (let i = 0; i < size; i++) {
      if (!Number.isFinite(row[i])) fail(`Number ${i} of difference ${at} is ${row[i]}. All must be finite.`);
    }
  });
}
