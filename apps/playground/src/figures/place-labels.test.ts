import { describe, expect, it } from 'vitest';
import { placeLabels } from './place-labels';

const gaps = (centres: number[]) => {
  const sorted = [...centres].sort((a, b) => a - b);
  return sorted.slice(1).map((centre, index) => centre - sorted[index]);
};

describe('placeLabels', () => {
  it('leaves labels that do not touch where they are', () => {
    expect(placeLabels([10, 50, 90], 14, [0, 100])).toEqual([10, 50, 90]);
  });

  it('moves touching labels apart around their mean and keeps their order', () => {
    const placed = placeLabels([52, 50, 48], 14, [0, 100]);
    expect(placed).toEqual([64, 50, 36]);
  });

  it('keeps every pair apart and inside the range', () => {
    const placed = placeLabels([1, 2, 3, 95, 96, 97, 50], 12, [0, 100]);
    expect(Math.min(...gaps(placed))).toBeGreaterThanOrEqual(12 - 1e-9);
    expect(Math.min(...placed)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...placed)).toBeLessThanOrEqual(100);
  });

  it('accepts none and one', () => {
    expect(placeLabels([], 10, [0, 10])).toEqual([]);
    expect(placeLabels([99], 10, [0, 50])).toEqual([50]);
  });
});
