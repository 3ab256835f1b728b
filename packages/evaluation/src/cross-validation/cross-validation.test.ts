import { describe, expect, it } from 'vitest';
import { stratifiedFolds } from './stratified-folds';
import { summariseFolds } from './summarise-folds';

describe('summariseFolds', () => {
  const curves = [
    [0.5, 0.9, 0.7],
    [0.7, 0.7, 0.8],
    [0.6, 0.8, 0.6],
  ];

  it('chooses one epoch for all folds and shows the last beside it', () => {
    const { folds, best, last, epochs } = summariseFolds(curves);
    expect(folds).toBe(3);
    expect(best.epoch).toBe(1);
    expect(best.mean).toBeCloseTo(0.8, 12);
    // Deviations -0.1, 0, 0.1 with divisor 2.
    expect(best.deviation).toBeCloseTo(0.1, 12);
    expect(last).toMatchObject({ epoch: 2 });
    expect(last.mean).toBeCloseTo(0.7, 12);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  });

  it('takes the lowest mean for errors, and the first of equal epochs', () => {
    expect(summariseFolds(curves, { better: 'lower' }).best.epoch).toBe(0);
    expect(summariseFolds([[1, 1, 0]]).best).toEqual({ epoch: 0, mean: 1, deviation: 0 });
  });

  it.each([
    ['no folds', [], 'evaluation/fold-curves'],
    ['no epochs', [[]], 'evaluation/fold-curves'],
    ['curves of different lengths', [[1], [1, 2]], 'evaluation/fold-curves'],
    ['a value that is not finite', [[Number.NaN]], 'evaluation/not-finite'],
  ])('refuses %s', (_, bad, code) => {
    expect(() => summariseFolds(bad)).toThrow(expect.objectContaining({ code }));
  });
});

describe('stratifiedFolds', () => {
  // 23 of one class, 10 of another, 4 of a third.
  const labels = Array.from({ length: 37 }, (_, index) => (index < 23 ? 5 : index < 33 ? 1 : 3));
  const folds = stratifiedFolds(labels, { folds: 4, key: 1 });

  it('tests on every example once and trains on the others', () => {
    const tested = folds.flatMap(({ test }) => Array.from(test)).sort((a, b) => a - b);
    expect(tested).toEqual(labels.map((_, index) => index));
    for (const { train, test } of folds) {
      expect(new Set([...train, ...test]).size).toBe(37);
      expect(train.length + test.length).toBe(37);
    }
  });

  it('shares every class out evenly, and the sizes of folds', () => {
    for (const label of [1, 3, 5]) {
      const counts = folds.map(({ test }) => test.filter((index) => labels[index] === label).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = folds.map(({ test }) => test.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('repeats exactly for a key and differs with it', () => {
    expect(stratifiedFolds(labels, { folds: 4, key: 1 })).toEqual(folds);
    expect(stratifiedFolds(labels, { folds: 4, key: 2 })).not.toEqual(folds);
  });

  it.each([1, 38, 2.5])('refuses %d folds', (count) => {
    expect(() => stratifiedFolds(labels, { folds: count, key: 1 })).toThrow(
      expect.objectContaining({ code: 'evaluation/folds' }),
    );
  });
});
