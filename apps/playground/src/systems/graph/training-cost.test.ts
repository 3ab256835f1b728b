import { describe, expect, it } from 'vitest';
import { stepOperations, trainingCost } from './training-cost';

const sizes = { width: 16, blocks: 3, copies: 8 };

describe('the cost of a step', () => {
  it('grows with the square of the vertices at first and with their cube at last', () => {
    const ratio = (from: number) => stepOperations(2 * from, sizes) / stepOperations(from, sizes);
    expect(ratio(2)).toBeLessThan(4.2);
    expect(ratio(10_000)).toBeGreaterThan(7.9);
  });

  it('is said in words', () => {
    expect(trainingCost(64, sizes)).toBe('1.5 billion multiply-adds, a second, and 75 MB');
  });
});
