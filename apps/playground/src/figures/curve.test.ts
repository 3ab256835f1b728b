import { describe, expect, it } from 'vitest';
import { thinned } from './curve';

describe('thinned', () => {
  it('keeps the mean and the last place of a long curve', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x % 2 }));
    const thin = thinned(points, 100);
    expect(thin).toHaveLength(100);
    expect(thin.at(-1)?.x).toBe(999);
    for (const point of thin) expect(point.y).toBeCloseTo(0.5);
  });

  it('leaves a short curve alone', () => {
    const points = [{ x: 1, y: 2 }];
    expect(thinned(points)).toBe(points);
  });
});
