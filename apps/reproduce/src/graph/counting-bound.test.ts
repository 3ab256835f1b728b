import { cycleGraph, disjointUnion, pathGraph } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { countingBound } from './counting-bound';

describe('countingBound', () => {
  const triangles = disjointUnion(cycleGraph(3), cycleGraph(3));
  const graphs = [cycleGraph(6), triangles, pathGraph(3), cycleGraph(6), triangles];

  it('joins what 1-WL does not tell apart, and takes the error of the medians', () => {
    const { classes, leastError, twins, distinguished } = countingBound(graphs, [0, 2, 5, 0, 2]);
    expect(classes).toEqual([0, 0, 1, 0, 0]);
    // Half of the class is off by 2 from either median, and the path is alone.
    expect(leastError).toBeCloseTo(4 / 5, 12);
    expect([twins, distinguished]).toEqual([3, 3]);
  });
});
