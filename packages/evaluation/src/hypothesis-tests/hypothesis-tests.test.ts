import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { fisherQuantile } from './fisher-quantile';
import { hotellingThreshold, hotellingTSquared } from './hotelling';

describe('fisherQuantile', () => {
  // From printed tables of the F distribution.
  it.each([
    [0.95, 16, 16, 2.33348],
    [0.99, 16, 16, 104.533 / 31],
    [0.95, 1, 1, 161.448],
    [0.95, 5, 2, 19.2964],
    [0.5, 7, 7, 1],
  ])('gives quantile %d of F(%d, %d)', (share, numerator, denominator, value) => {
    expect(fisherQuantile(share, [numerator, denominator]) / value).toBeCloseTo(1, 5);
  });

  it('is the reciprocal of the other tail with the degrees exchanged', () => {
    expect(fisherQuantile(0.9, [3, 8]) * fisherQuantile(0.1, [8, 3])).toBeCloseTo(1, 10);
  });

  it('has a closed form for two degrees in the numerator', () => {
    // P(F > x) = (1 + 2 x / d)^(-d / 2).
    expect(fisherQuantile(0.95, [2, 10])).toBeCloseTo(5 * (0.05 ** -0.2 - 1), 10);
  });

  it.each([
    [0, 1, 1],
    [1, 1, 1],
    [0.5, 0, 1],
    [0.5, 1, Number.NaN],
  ])('refuses share %d with degrees %d and %d', (share, numerator, denominator) => {
    expect(() => fisherQuantile(share, [numerator, denominator])).toThrow(/share lies between 0 and 1/);
  });
});

describe('hotellingTSquared', () => {
  const rows = [
    [1, 2],
    [2, 1],
    [3, 4],
    [4, 2],
    [2, 3],
    [0, 1],
  ];

  it('gives the worked example', () => {
    const { statistic, distance, mean, covariance, rank } = hotellingTSquared(rows);
    expect([mean[0], mean[1]]).toEqual([expect.closeTo(2, 12), expect.closeTo(13 / 6, 12)]);
    [2, 0.8, 0.8, 41 / 30].forEach((value, i) => {
      expect(covariance[i]).toBeCloseTo(value, 12);
    });
    expect(distance).toBeCloseTo(3.7845011, 6);
    expect(statistic).toBeCloseTo(22.7070064, 6);
    expect(rank).toBe(2);
  });

  it('is the square of Student t in one dimension', () => {
    const t = 2 / (Math.sqrt(2) / Math.sqrt(6));
    expect(hotellingTSquared(rows.map(([first]) => [first])).statistic).toBeCloseTo(t * t, 10);
  });

  it('does not change under a change of units', () => {
    const mixed = rows.map(([a, b]) => [3 * a - b, 0.5 * b]);
    expect(hotellingTSquared(mixed).distance).toBeCloseTo(3.7845011, 6);
  });

  it('leaves out directions in which nothing varies', () => {
    const doubled = rows.map(([a, b]) => [a, b, a]);
    const { rank, distance } = hotellingTSquared(doubled);
    expect(rank).toBe(2);
    expect(distance).toBeCloseTo(3.7845011, 6);
    expect(hotellingTSquared([[1], [1]])).toMatchObject({ rank: 0, statistic: 0 });
  });

  it('rejects a mean of zero about as often as alpha says', () => {
    const threshold = hotellingThreshold({ count: 12, dimensions: 3, alpha: 0.1 });
    let rejected = 0;
    for (let trial = 0; trial < 400; trial++) {
      const values = random.normalArray(random.foldIn(random.key(11), trial), 36);
      const sample = Array.from({ length: 12 }, (_, row) => values.subarray(3 * row, 3 * row + 3));
      if (hotellingTSquared(sample).statistic > threshold) rejected++;
    }
    // 40 of 400 expected, with a standard deviation of 6.
    expect(Math.abs(rejected - 40)).toBeLessThan(24);
  });

  it.each([
    ['one row', [[1, 2]], 'There are 1 differences of 2 numbers'],
    ['rows of no numbers', [[], []], 'There are 2 differences of 0 numbers'],
    ['ragged rows', [[1, 2], [1]], 'Difference 1 has 1 numbers and difference 0 has 2'],
    ['NaN', [[1], [Number.NaN]], 'Number 0 of difference 1 is NaN'],
  ])('refuses %s', (_, differences, message) => {
    expect(() => hotellingTSquared(differences)).toThrow(message);
  });
});

describe('hotellingThreshold', () => {
  it('gives the bounds of 32 pairs of 16 numbers', () => {
    expect(hotellingThreshold({ count: 32, dimensions: 16 })).toBeCloseTo(72.338, 3);
    expect(hotellingThreshold({ count: 32, dimensions: 16, alpha: 0.01 })).toBeCloseTo(104.533, 3);
  });

  it('refuses as many numbers as pairs', () => {
    expect(() => hotellingThreshold({ count: 16, dimensions: 16 })).toThrow('There are 16 pairs of 16 numbers');
  });
});
