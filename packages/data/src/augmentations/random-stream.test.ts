import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { RandomStream } from './random-stream';

const count = 4000;

function moments(draw: (stream: RandomStream) => number) {
  const stream = new RandomStream(random.key(11));
  const values = Array.from({ length: count }, () => draw(stream));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  return { mean, variance, smallest: Math.min(...values), largest: Math.max(...values) };
}

describe('RandomStream', () => {
  it('hands out the numbers of one draw in order', () => {
    const stream = new RandomStream(random.key(3));
    const expected = random.uniformArray(3, 40);
    expect(Array.from({ length: 40 }, () => stream.uniform())).toEqual(Array.from(expected));
  });

  it('draws every index equally often', () => {
    const stream = new RandomStream(random.key(1));
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[stream.index(3)]++;
    // Binomial(3000, 1/3): standard deviation 25.8; four deviations.
    for (const value of counts) expect(Math.abs(value - 1000)).toBeLessThan(104);
  });

  it.each([0.2, 0.8, 1, 5])('draws Beta(%f, same) with its mean and variance', (alpha) => {
    const { mean, variance, smallest, largest } = moments((stream) => stream.beta(alpha, alpha));
    const expected = 1 / (4 * (2 * alpha + 1));
    // Four standard errors of the mean; the variance of the variance is below that of a two-point variable, 1/16.
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(expected / count));
    expect(Math.abs(variance - expected)).toBeLessThan(4 * Math.sqrt(1 / 16 / count));
    expect(smallest).toBeGreaterThanOrEqual(0);
    expect(largest).toBeLessThanOrEqual(1);
  });

  it('keeps Beta inside [0, 1] for a shape that underflows', () => {
    const { smallest, largest } = moments((stream) => stream.beta(1e-4, 1e-4));
    expect([smallest, largest]).toEqual([0, 1]);
  });

  it('draws normal numbers with mean 0 and variance 1', () => {
    const { mean, variance } = moments((stream) => stream.normal());
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });
});
