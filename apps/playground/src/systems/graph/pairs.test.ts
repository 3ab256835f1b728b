import { parseGraph6, permuteGraph, randomPermutation, toGraph6 } from '@perceptrons/graph';
import { describe, expect, it } from 'vitest';
import { firstPair, knownPairOf, knownPairs, samePair } from './pairs';

const relabel = (text: string, seed: number) => {
  const graph = parseGraph6(text);
  return toGraph6(permuteGraph(graph, randomPermutation(graph.nodeCount, seed)));
};

describe('known pairs', () => {
  it('begin with decalin and bicyclopentyl', () => {
    expect(firstPair.title).toMatch(/decalin/i);
    expect(knownPairs.length).toBeGreaterThanOrEqual(7);
  });

  it.each(knownPairs)('are found under other labels: $title', ({ name, a, b }) => {
    const pair = { a: relabel(a, 3), b: relabel(b, 4) };
    expect(knownPairOf(pair)?.name).toBe(name);
    expect(samePair(pair, { a: pair.a, b: pair.a })).toBe(false);
  });

  it('are not found when an edge is missing', () => {
    expect(knownPairOf({ a: 'EhEG', b: 'EhEG' })).toBeUndefined();
  });
});
