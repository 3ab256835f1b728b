import { checkLevel, checkNumbers } from './checks';
import type { Interval } from './interval';
import { studentQuantile } from './student-quantile';

/** What several runs with different seeds say about one figure. */
export interface SeedSummary extends Interval {
  /** Mean over seeds (same as `value`). */
  mean: number;
  /** Sample standard deviation (divisor count - 1); 0 for one run. */
  deviation: number;
  minimum: number;
  maximum: number;
  /** Number of runs. */
  count: number;
}

/**
 * Mean, spread and Student t interval of one figure over runs with different seeds.
 *
 * The interval speaks about the mean of infinitely many runs and assumes that runs scatter about normally. With three
 * runs it is 2.5 deviations wide to each side, which is honest and wide. With one run there is no spread to see: `low`
 * and `high` are -Infinity and Infinity.
 *
 * @param values one figure per seed.
 * @param level coverage, default 0.95.
 * @throws DataError for no values or a value that is not finite; ConfigError for a level outside (0, 1).
 */
export function summariseSeeds(values: ArrayLike<number>, { level = 0.95 }: { level?: number } = {}): SeedSummary {
  checkNumbers(values, 'values');
  checkLevel(level);
  const list = Array.from(values);
  const count = list.length;
  const mean = list.reduce((sum, value) => sum + value, 0) / count;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  const reach =
    count > 1 ? (studentQuantile((1 + level) / 2, count - 1) * deviation) / Math.sqrt(count) : Number.POSITIVE_INFINITY;
  return {
    value: mean,
    mean,
    deviation,
    low: mean - reach,
    high: mean + reach,
    minimum: Math.min(...list),
    maximum: Math.max(...list),
    count,
    level,
  };
}
