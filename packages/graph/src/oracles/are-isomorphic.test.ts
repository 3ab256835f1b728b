import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { disjointUnion } from '../graphs/disjoint-union';
import { circularSkipLink, cycleGraph, pathGraph, rookGraph, shrikhandeGraph } from '../graphs/generators';
import { namedPairs } from '../graphs/named-pairs';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { randomGraph } from '../graphs/random-graph';
import { cfiPair } from './__fixtures__/cfi-pair';
import { areIsomorphic } from './are-isomorphic';

const edgesOf = ({ edges, edgeLabels }: GraphData, mapping?: Int32Array) =>
  Array.from({ length: edges.length / 2 }, (_, e) => {
    const ends = [edges[2 * e], edges[2 * e + 1]].map((v) => (mapping ? mapping[v] : v)).sort((a, b) => a - b);
    return `${ends.join('-')} ${edgeLabels?.[e] ?? ''}`;
  }).sort();

/** Checks the answer for a graph and its copy with other numbers. */
function expectCopy(graph: GraphData, seed: number) {
  const copy = permuteGraph(graph, randomPermutation(graph.nodeCount, random.key(seed)));
  const result = areIsomorphic(graph, copy);
  expect(result.verdict).toBe('isomorphic');
  expect(new Set(result.mapping).size).toBe(graph.nodeCount);
  expect(edgesOf(graph, result.mapping)).toEqual(edgesOf(copy));
  expect(graph.nodeLabels).toEqual(graph.nodeLabels && result.mapping!.map((w) => copy.nodeLabels![w]));
}

const petersen: [number, number][] = Array.from({ length: 5 }, (_, i): [number, number][] => [
  [i, (i + 1) % 5],
  [i, i + 5],
  [i + 5, ((i + 2) % 5) + 5],
]).flat();
const k4: [number, number][] = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
];

describe('areIsomorphic', () => {
  it('finds a mapping that keeps every edge, of regular, of random and of CFI graphs', () => {
    const graphs = [
      rookGraph(),
      shrikhandeGraph(),
      circularSkipLink({ nodeCount: 41, skip: 5 }),
      disjointUnion(cycleGraph(3), cycleGraph(3), cycleGraph(3), cycleGraph(5)),
      randomGraph({ nodeCount: 25, probability: 0.2, key: 1 }),
      { nodeCount: 6, edges: new Int32Array() },
      ...cfiPair(k4),
    ];
    graphs.forEach(expectCopy);
  });

  it.each(namedPairs.map(({ name, a, b }) => [name, a, b] as const))('%s: different', (_, a, b) => {
    expect(areIsomorphic(a, b)).toMatchObject({ verdict: 'different', isomorphic: false });
  });

  it('decides CFI pairs of 40 and 100 vertices', () => {
    for (const base of [k4, petersen]) {
      const [a, b] = cfiPair(base);
      expect(a.nodeCount).toBe(b.nodeCount);
      expect(areIsomorphic(a, b).verdict).toBe('different');
    }
    expectCopy(cfiPair(petersen)[1], 2);
  });

  it('respects labels of vertices and edges', () => {
    const labelled = (nodeLabels: number[], edgeLabels: number[]) => ({
      ...pathGraph(4),
      nodeLabels: Int32Array.from(nodeLabels),
      edgeLabels: Int32Array.from(edgeLabels),
    });
    const graph = labelled([0, 1, 2, 1], [4, 4, 7]);
    expectCopy(graph, 9);
    expect(areIsomorphic(graph, labelled([0, 1, 2, 1], [4, 7, 4])).verdict).toBe('different');
    expect(areIsomorphic(graph, labelled([1, 0, 2, 1], [4, 4, 7])).verdict).toBe('different');
    expect(areIsomorphic(graph, labelled([1, 0, 2, 1], [7, 4, 4]), { useLabels: false }).isomorphic).toBe(true);
  });

  it('says that it does not know rather than go on', () => {
    const [a, b] = [rookGraph(), shrikhandeGraph()];
    expect(areIsomorphic(a, b, { maxSteps: 2 })).toEqual({ verdict: 'undecided', isomorphic: undefined, steps: 2 });
    expect(() => areIsomorphic(a, b, { maxSteps: 0 })).toThrow('maxSteps is 0.');
    expect(() => areIsomorphic(a, b, { signal: AbortSignal.abort(new Error('enough')) })).toThrow('enough');
  });

  it('sees different numbers of vertices and edges at once', () => {
    expect(areIsomorphic(pathGraph(3), pathGraph(4))).toMatchObject({ verdict: 'different', steps: 1 });
  });
});
