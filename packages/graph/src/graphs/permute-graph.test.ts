import { describe, expect, it } from 'vitest';
import { checkGraph, type GraphData } from '../graph-data';
import { adjacencyMatrix } from './adjacency';
import { disjointUnion } from './disjoint-union';
import { pathGraph } from './generators';
import { permuteGraph, randomPermutation } from './permute-graph';
import { randomGraph } from './random-graph';

const full: GraphData = {
  nodeCount: 3,
  edges: Int32Array.of(0, 1, 1, 2),
  nodeLabels: Int32Array.of(5, 6, 7),
  nodeFeatures: Float32Array.of(0, 1, 2, 3, 4, 5),
  edgeLabels: Int32Array.of(8, 9),
  edgeFeatures: Float32Array.of(10, 11),
  positions: Float32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2),
  target: 4,
};

describe('permuteGraph', () => {
  it('gives vertex v the number permutation[v], with all that belongs to it', () => {
    expect(permuteGraph(full, [2, 0, 1])).toEqual({
      ...full,
      edges: Int32Array.of(2, 0, 0, 1),
      nodeLabels: Int32Array.of(6, 7, 5),
      nodeFeatures: Float32Array.of(2, 3, 4, 5, 0, 1),
      positions: Float32Array.of(1, 1, 1, 2, 2, 2, 0, 0, 0),
    });
  });

  it('permutes rows and columns of the adjacency matrix', () => {
    for (let seed = 0; seed < 10; seed++) {
      const graph = randomGraph({ nodeCount: 9, probability: 0.5, key: seed });
      const order = randomPermutation(9, seed);
      const before = adjacencyMatrix(graph);
      const after = adjacencyMatrix(permuteGraph(graph, order));
      for (let i = 0; i < 9; i++)
        for (let j = 0; j < 9; j++) expect(after[9 * order[i] + order[j]]).toBe(before[9 * i + j]);
    }
  });

  it('is undone by the inverse', () => {
    const order = randomPermutation(3, 1);
    const inverse = Int32Array.from(order, (_, i) => order.indexOf(i));
    expect(permuteGraph(permuteGraph(full, order), inverse)).toEqual(full);
  });

  it.each<[string, number[], string]>([
    ['too few numbers', [0, 1], 'permutation has 2 numbers for a graph of 3 vertices'],
    ['a number twice', [0, 1, 1], 'permutation[2] is 1 for a graph of 3 vertices'],
    ['a number out of range', [0, 3, 1], 'permutation[1] is 3'],
    ['half a number', [0, 0.5, 1], 'permutation[1] is 0.5'],
    ['a negative number', [0, -1, 1], 'permutation[1] is -1'],
  ])('refuses %s', (_, permutation, message) => {
    expect(() => permuteGraph(full, permutation)).toThrow(message);
  });
});

describe('randomPermutation and randomGraph', () => {
  it('repeat with their key', () => {
    expect(randomPermutation(50, 3)).toEqual(randomPermutation(50, 3));
    expect(randomPermutation(50, 3)).not.toEqual(randomPermutation(50, 4));
    const options = { nodeCount: 20, probability: 0.5 };
    expect(randomGraph({ ...options, key: 3 })).toEqual(randomGraph({ ...options, key: 3 }));
    expect(randomGraph({ ...options, key: 3 })).not.toEqual(randomGraph({ ...options, key: 4 }));
  });

  it('draw every edge with its probability', () => {
    const graph = randomGraph({ nodeCount: 100, probability: 0.3, key: 1 });
    checkGraph(graph);
    // 4950 pairs: six standard deviations are 194 edges.
    expect(Math.abs(graph.edges.length / 2 - 0.3 * 4950)).toBeLessThan(194);
    expect(randomGraph({ nodeCount: 5, probability: 0, key: 1 }).edges.length).toBe(0);
    expect(randomGraph({ nodeCount: 5, probability: 1, key: 1 }).edges.length).toBe(20);
  });

  it('refuse sizes and probabilities', () => {
    expect(() => randomPermutation(0, 1)).toThrow('nodeCount is 0');
    expect(() => randomGraph({ nodeCount: 0, probability: 0.5, key: 1 })).toThrow('nodeCount is 0');
    expect(() => randomGraph({ nodeCount: 5, probability: 1.5, key: 1 })).toThrow('probability is 1.5');
  });
});

describe('disjointUnion', () => {
  it('numbers the vertices of each graph after those before', () => {
    expect(disjointUnion(pathGraph(2), pathGraph(1), pathGraph(3))).toEqual({
      nodeCount: 6,
      edges: Int32Array.of(0, 1, 3, 4, 4, 5),
    });
  });

  it('keeps what every graph has, and drops targets', () => {
    const { target: _, ...kept } = full;
    const twice = disjointUnion(full, full);
    expect(twice.nodeLabels).toEqual(Int32Array.of(5, 6, 7, 5, 6, 7));
    expect(twice.edgeFeatures).toEqual(Float32Array.of(10, 11, 10, 11));
    expect(Object.keys(twice).sort()).toEqual(Object.keys(kept).sort());
    checkGraph(twice);
    expect(Object.keys(disjointUnion(full, pathGraph(2)))).toEqual(['nodeCount', 'edges']);
  });

  it('refuses no graphs, and features of different numbers', () => {
    expect(() => disjointUnion()).toThrow('disjointUnion got no graph');
    const other = { ...full, nodeFeatures: new Float32Array(9) };
    expect(() => disjointUnion(full, other)).toThrow('nodeFeatures has 3 numbers a row in graph 1 and 2 in graph 0');
    const single: GraphData = { nodeCount: 1, edges: new Int32Array(), edgeFeatures: new Float32Array() };
    expect(
      disjointUnion(single, { nodeCount: 2, edges: Int32Array.of(0, 1), edgeFeatures: Float32Array.of(3) })
        .edgeFeatures,
    ).toEqual(Float32Array.of(3));
  });
});
