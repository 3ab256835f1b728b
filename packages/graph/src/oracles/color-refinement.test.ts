import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { cycleGraph, pathGraph, starGraph } from '../graphs/generators';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { randomGraph } from '../graphs/random-graph';
import { colorRefinement, weisfeilerLeman } from './color-refinement';

describe('colorRefinement', () => {
  it('refines a path from its ends', () => {
    const { rounds, classCounts, stableRound, exact } = colorRefinement(pathGraph(5));
    expect(rounds.map((colours) => [...colours])).toEqual([
      [0, 0, 0, 0, 0],
      [0, 1, 1, 1, 0],
      [0, 1, 2, 1, 0],
    ]);
    expect({ classCounts, stableRound, exact }).toEqual({ classCounts: [1, 2, 3], stableRound: 2, exact: true });
  });

  it('leaves a regular graph as it is, and knows that round 0 is stable', () => {
    expect(colorRefinement(cycleGraph(7))).toMatchObject({ classCounts: [1], stableRound: 0 });
    expect(colorRefinement({ nodeCount: 1, edges: new Int32Array() })).toMatchObject({ classCounts: [1] });
  });

  it('begins with labels, and ends at maxRounds', () => {
    const labelled = { ...pathGraph(4), nodeLabels: Int32Array.of(5, 5, 9, 5) };
    expect([...colorRefinement(labelled).rounds[0]]).toEqual([0, 0, 1, 0]);
    expect(colorRefinement(labelled, { useLabels: false }).classCounts[0]).toBe(1);
    expect(colorRefinement(pathGraph(9), { maxRounds: 1 })).toMatchObject({
      classCounts: [1, 2],
      stableRound: undefined,
    });
  });

  it('names colours alike in isomorphic graphs', () => {
    const graph = randomGraph({ nodeCount: 30, probability: 0.1, key: 3 });
    const order = randomPermutation(30, random.key(4));
    const [own, moved] = [graph, permuteGraph(graph, order)].map((each) => colorRefinement(each).rounds.at(-1)!);
    expect([...own].map((_, v) => moved[order[v]])).toEqual([...own]);
    expect(new Set(own).size).toBeGreaterThan(10);
  });
});

describe('weisfeilerLeman', () => {
  it('is colour refinement for k = 1', () => {
    const graph = starGraph(3);
    expect(weisfeilerLeman(graph, { k: 1, variant: 'folklore' })).toEqual(colorRefinement(graph));
  });

  it('starts from diagonal, non-edges and edges', () => {
    const { rounds, classCounts } = weisfeilerLeman(pathGraph(3), { k: 2, variant: 'folklore' });
    expect([...rounds[0]]).toEqual([0, 2, 1, 2, 0, 2, 1, 2, 0]);
    expect(classCounts[0]).toBe(3);
  });

  it('colours the pairs of a path by their distances to its ends', () => {
    // 2-FWL finds the orbits of pairs of a tree: 5 x 5 pairs under a reflection that fixes the middle pair alone.
    expect(weisfeilerLeman(pathGraph(5), { k: 2, variant: 'folklore' }).classCounts.at(-1)).toBe(13);
  });

  it('names colours of tuples alike in isomorphic graphs, for both variants and k = 2, 3', () => {
    const graph = randomGraph({ nodeCount: 6, probability: 0.4, key: 5 });
    const order = randomPermutation(6, random.key(6));
    for (const variant of ['oblivious', 'folklore'] as const) {
      for (const k of [2, 3]) {
        const [own, moved] = [graph, permuteGraph(graph, order)].map(
          (each) => weisfeilerLeman(each, { k, variant }).rounds.at(-1)!,
        );
        own.forEach((colour, t) => {
          let index = 0;
          for (let i = k - 1; i >= 0; i--) index = index * 6 + order[Math.floor(t / 6 ** i) % 6];
          expect(moved[index]).toBe(colour);
        });
      }
    }
  });

  it('gives as many classes with hashes as without', () => {
    // 59 vertices have 205,379 triples, 58 have 195,112.
    const counts = [58, 59].map((n) => weisfeilerLeman(cycleGraph(n), { k: 3, variant: 'folklore', maxRounds: 1 }));
    expect(counts.map(({ exact }) => exact)).toEqual([true, false]);
    expect(counts[0].classCounts[1]).toBe(counts[1].classCounts[1]);
  });

  it('refuses other k and variants', () => {
    const options = { k: 0, variant: 'folklore' } as const;
    expect(() => weisfeilerLeman(pathGraph(2), options)).toThrow('k is 0.');
    expect(() => weisfeilerLeman(pathGraph(2), { k: 2, variant: 'both' as 'folklore' })).toThrow('no variant "both"');
  });
});
