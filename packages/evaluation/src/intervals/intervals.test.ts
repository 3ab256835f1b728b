import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import reference from '../__fixtures__/metrics.json';
import { bootstrapInterval } from './bootstrap-interval';
import { summariseSeeds } from './seed-summary';
import { studentQuantile } from './student-quantile';

describe('bootstrapInterval', () => {
  const coin = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 1 : 0));

  it('comes close to the normal interval of a proportion', () => {
    const { value, low, high, level } = bootstrapInterval(coin, { key: 3 });
    const reach = 1.96 * Math.sqrt((0.25 * 0.75) / 400);
    expect(value).toBe(0.25);
    expect(level).toBe(0.95);
    // Two thousand resamples leave a few percent of the interval's width to chance.
    expect(Math.abs(low - (0.25 - reach))).toBeLessThan(0.006);
    expect(Math.abs(high - (0.25 + reach))).toBeLessThan(0.006);
  });

  it('repeats exactly for a key, as a seed or as a key, and changes with it', () => {
    const first = bootstrapInterval(coin, { key: 1, samples: 200 });
    expect(bootstrapInterval(coin, { key: random.key(1), samples: 200 })).toEqual(first);
    expect(bootstrapInterval(coin, { key: 2, samples: 200 })).not.toEqual(first);
  });

  it('is a point for constant values and takes any statistic', () => {
    expect(bootstrapInterval([2, 2, 2], { key: 1 })).toEqual({ value: 2, low: 2, high: 2, level: 0.95 });
    expect(bootstrapInterval([1, 2, 9], { key: 1, statistic: 'median' }).value).toBe(2);
    const largest = bootstrapInterval([1, 2, 9], { key: 1, statistic: (sample) => Math.max(...sample) });
    expect(largest).toMatchObject({ value: 9, high: 9 });
  });

  it('covers the mean about as often as it says', () => {
    let covered = 0;
    for (let trial = 0; trial < 100; trial++) {
      const values = random.normalArray(random.foldIn(random.key(5), trial), 40);
      const { low, high } = bootstrapInterval(values, { key: trial, samples: 300 });
      if (low <= 0 && high >= 0) covered++;
    }
    // 95 of 100 expected; the percentile interval of 40 values is a little narrow, and chance takes 2 or 3 either way.
    expect(covered).toBeGreaterThanOrEqual(86);
  });

  it.each([
    ['no values', () => bootstrapInterval([], { key: 1 }), 'evaluation/too-few-values'],
    ['values that are not finite', () => bootstrapInterval([1, Number.NaN], { key: 1 }), 'evaluation/not-finite'],
    ['a level of 95', () => bootstrapInterval([1], { key: 1, level: 95 }), 'evaluation/level'],
    ['ten samples', () => bootstrapInterval([1], { key: 1, samples: 10 }), 'evaluation/samples'],
    [
      'an unknown statistic',
      () => bootstrapInterval([1], { key: 1, statistic: 'mode' as 'mean' }),
      'evaluation/statistic',
    ],
    [
      'a statistic without a value',
      () => bootstrapInterval([1, 2], { key: 1, statistic: () => Number.NaN }),
      'evaluation/statistic-not-a-number',
    ],
  ])('refuses %s', (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });
});

describe('studentQuantile', () => {
  it('agrees with SciPy', () => {
    for (const { share, freedom, t } of reference.student) {
      expect(Math.abs(studentQuantile(share, freedom) / t - 1)).toBeLessThan(1e-9);
      expect(studentQuantile(1 - share, freedom)).toBeCloseTo(-studentQuantile(share, freedom), 9);
    }
  });
});

describe('summariseSeeds', () => {
  it('gives mean, range, deviation and the t interval', () => {
    const summary = summariseSeeds([80, 82, 84]);
    expect(summary).toMatchObject({ mean: 82, value: 82, deviation: 2, minimum: 80, maximum: 84, count: 3 });
    // t(0.975, 2) = 4.302653, times 2 / sqrt(3).
    expect(summary.high - 82).toBeCloseTo(4.968275, 5);
    expect(82 - summary.low).toBeCloseTo(4.968275, 5);
  });

  it('claims nothing about the spread of a single run', () => {
    expect(summariseSeeds([80])).toMatchObject({ mean: 80, deviation: 0, low: Number.NEGATIVE_INFINITY });
  });

  it('refuses no runs', () => {
    expect(() => summariseSeeds([])).toThrow(expect.objectContaining({ code: 'evaluation/too-few-values' }));
  });
});
