// Quantiles of Student's t distribution, needed for intervals over a handful of seeds. Host arithmetic in double
// precision: the distribution function by the incomplete beta function, inverted by bisection.
import { incompleteBeta } from '../hypothesis-tests/incomplete-beta';

/** Below this change of t the bisection stops: far under what any report prints. */
const TOLERANCE = 1e-12;

/**
 * The t with P(T <= t) = `share` for `freedom` degrees of freedom.
 *
 * @param share in (0, 1).
 * @param freedom degrees of freedom, at least 1.
 */
export function studentQuantile(share: number, freedom: number): number {
  if (share === 0.5) return 0;
  if (share < 0.5) return -studentQuantile(1 - share, freedom);
  let low = 0;
  let high = 1;
  while (studentDistribution(high, freedom) < share) high *= 2;
  while (high - low > TOLERANCE * Math.max(1, high)) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T <= t) for t >= 0. */
function studentDistribution(t: number, freedom: number): number {
  return 1 - 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}
