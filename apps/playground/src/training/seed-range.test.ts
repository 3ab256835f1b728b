import { describe, expect, it } from 'vitest';
import { seedRange } from './seed-range';

describe('seedRange', () => {
  it('gives mean and range', () => {
    expect(seedRange([0.8, 0.9, 0.7])).toEqual({ mean: expect.closeTo(0.8), low: 0.7, high: 0.9, seeds: 3 });
  });
});
