import { ConfigError, DataError, random } from '@perceptrons/tensor';
import { checkLevel, checkNumbers } from './checks';
import type { Interval } from './interval';

/** A number computed from one (re)sample. */
export type Statistic = 'mean' | 'median' | ((sample: Float64Array) => number);

/** Settings of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** 'mean' (default), 'median' or a function of the sample. */
  statistic?: Statistic;
  /** Source of the resampling; the same key gives the same interval. */
  key: random.Key | number;
  /** Number of resamples; default 2000, at least 100. */
  samples?: number;
  /** Coverage; default 0.95. */
  level?: number;
}

/**
 * Percentile bootstrap interval of a statistic over examples.
 *
 * Resample `i` draws with `foldIn(key, i)`, so that more samples extend a shorter run. For the difference of two models
 * on the same examples pass the differences per example (a paired bootstrap).
 *
 * @param values [count] one number per example.
 * @throws DataError for no values or a value that is not finite; ConfigError for settings out of range.
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  { statistic = 'mean', key, samples = 2000, level = 0.95 }: BootstrapOptions,
): Interval {
  checkNumbers(values, 'values');
  checkLevel(level);
  if (!Number.isInteger(samples) || samples < 100) {
    throw new ConfigError({
      code: 'evaluation/samples',
      argument: 'samples',
      message: `The number of bootstrap samples is ${samples}. It must be a whole number of at least 100; 2000 is usual.`,
    });
  }
  const compute = typeof statistic === 'function' ? statistic : statistics[statistic];
  if (compute === undefined) {
    throw new ConfigError({
      code: 'evaluation/statistic',
      argument: 'statistic',
      message: `The statistic is "${String(statistic)}". Accepted: "mean", "median" or a function of the sample.`,
    });
  }
  const data = Float64Array.from(values);
  const root = typeof key === 'number' ? random.key(key) : key;
  const resampled = new Float64Array(data.length);
  const results = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const draws = random.uniformArray(random.foldIn(root, sample), data.length);
    for (let index = 0; index < data.length; index++) resampled[index] = data[Math.floor(draws[index] * data.length)];
    results[sample] = compute(resampled);
  }
  if (results.some(Number.isNaN)) {
    throw new DataError({
      code: 'evaluation/statistic-not-a-number',
      argument: 'statistic',
      message: 'The statistic gave NaN on a resample. It must give a number for every sample drawn with repetition.',
    });
  }
  results.sort();
  return {
    value: compute(data.slice()),
    low: quantile(results, (1 - level) / 2),
    high: quantile(results, (1 + level) / 2),
    level,
  };
}

const statistics: Record<string, (sample: Float64Array) => number> = {
  mean: (sample) => sample.reduce((sum, value) => sum + value, 0) / sample.length,
  median: (sample) => quantile(Float64Array.from(sample).sort(), 0.5),
};

/** Quantile of sorted values with linear interpolation between neighbours (the default of NumPy). */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
