import { describe, expect, it } from 'vitest';
import { checkGraph, type GraphData } from '../graph-data';
import { adjacencyMatrix } from './adjacency';
import { disjointUnion } from './disjoint-union';
import {
  circularSkipLink,
  completeGraph,
  cycleGraph,
  pathGraph,
  rookGraph,
  shrikhandeGraph,
  starGraph,
} from './generators';
import { toGraph6 } from './graph6';
import { namedPair, namedPairs } from './named-pairs';

function degrees(graph: GraphData): number[] {
  const counts = new Array<number>(graph.nodeCount).fill(0);
  for (const vertex of graph.edges) counts[vertex]++;
  return counts;
}

/** Entries of the squared adjacency matrix: common neighbours of every pair. */
function commonNeighbours(graph: GraphData): number[][] {
  const n = graph.nodeCount;
  const a = adjacencyMatrix(graph);
  const row = (i: number) => a.subarray(i * n, (i + 1) * n);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => row(i).reduce((sum, value, k) => sum + value * row(j)[k], 0)),
  );
}

describe('generators', () => {
  it('make paths, cycles, stars and complete graphs', () => {
    expect(pathGraph(3).edges).toEqual(Int32Array.of(0, 1, 1, 2));
    expect(cycleGraph(3).edges).toEqual(Int32Array.of(0, 1, 1, 2, 2, 0));
    expect(starGraph(3)).toEqual({ nodeCount: 4, edges: Int32Array.of(0, 1, 0, 2, 0, 3) });
    expect(starGraph(0)).toEqual(pathGraph(1));
    expect(completeGraph(1)).toEqual(pathGraph(1));
    expect(completeGraph(4).edges).toEqual(Int32Array.of(0, 1, 0, 2, 0, 3, 1, 2, 1, 3, 2, 3));
  });

  it('make circular skip links of degree 4, or 3 where chords are diameters', () => {
    for (const skip of [2, 3, 4, 5, 6, 9, 11, 12, 13, 16]) {
      const graph = circularSkipLink({ nodeCount: 41, skip });
      checkGraph(graph);
      expect(new Set(degrees(graph))).toEqual(new Set([4]));
    }
    const diameters = circularSkipLink({ nodeCount: 8, skip: 4 });
    checkGraph(diameters);
    expect(new Set(degrees(diameters))).toEqual(new Set([3]));
  });

  it('make two strongly regular graphs with the parameters (16, 6, 2, 2)', () => {
    for (const graph of [rookGraph(), shrikhandeGraph()]) {
      checkGraph(graph);
      const adjacency = adjacencyMatrix(graph);
      const expected = commonNeighbours(graph).map((row, i) => row.map((_, j) => (i === j ? 6 : 2)));
      expect(commonNeighbours(graph)).toEqual(expected);
      expect(adjacency.reduce((sum, value) => sum + value, 0)).toBe(96);
    }
  });

  it('tell the rook from Shrikhande by cliques of four', () => {
    const cliques = (graph: GraphData) => {
      const a = adjacencyMatrix(graph);
      const joined = (i: number, j: number) => a[16 * i + j] === 1;
      let count = 0;
      for (let i = 0; i < 16; i++)
        for (let j = 0; j < i; j++)
          for (let k = 0; k < j; k++)
            for (let l = 0; l < k; l++) {
              const pairs = [
                [i, j],
                [i, k],
                [i, l],
                [j, k],
                [j, l],
                [k, l],
              ];
              if (pairs.every(([p, q]) => joined(p, q))) count++;
            }
      return count;
    };
    expect([cliques(rookGraph()), cliques(shrikhandeGraph())]).toEqual([8, 0]);
    const { a, b } = namedPair('rook-shrikhande');
    expect([cliques(a), cliques(b)]).toEqual([8, 0]);
  });

  it.each<[string, () => unknown, string]>([
    ['a path', () => pathGraph(0), 'nodeCount is 0. It must be a whole number, at least 1.'],
    ['a cycle', () => cycleGraph(2), 'nodeCount is 2. It must be a whole number, at least 3.'],
    ['a star', () => starGraph(1.5), 'leaves is 1.5. It must be a whole number, at least 0.'],
    ['a complete graph', () => completeGraph(Number.NaN), 'nodeCount is NaN.'],
    [
      'a skip',
      () => circularSkipLink({ nodeCount: 8, skip: 7 }),
      'skip is 7 in a cycle of 8 vertices. It goes from 2 to 6',
    ],
  ])('refuse the size of %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('namedPairs', () => {
  it('hold pairs with equal numbers of vertices and edges, each pair once', () => {
    expect(new Set(namedPairs.map(({ name }) => name)).size).toBe(7);
    for (const { a, b } of namedPairs) {
      checkGraph(a);
      checkGraph(b);
      expect([b.nodeCount, b.edges.length]).toEqual([a.nodeCount, a.edges.length]);
      expect(toGraph6(a)).not.toBe(toGraph6(b));
    }
  });

  it('have equal degrees but for path and star', () => {
    for (const { name, a, b } of namedPairs) {
      const same = `${degrees(a).sort()}` === `${degrees(b).sort()}`;
      expect([name, same]).toEqual([name, name !== 'path-star']);
    }
  });

  it('are the graphs of their titles', () => {
    const written = (name: string) => [toGraph6(namedPair(name).a), toGraph6(namedPair(name).b)];
    expect(written('path-star')).toEqual([toGraph6(pathGraph(4)), toGraph6(starGraph(3))]);
    const triangle = cycleGraph(3);
    const square = cycleGraph(4);
    expect(written('triangles-hexagon')).toEqual([
      toGraph6(disjointUnion(triangle, triangle)),
      toGraph6(cycleGraph(6)),
    ]);
    expect(written('cycle-two-cycles')).toEqual([toGraph6(cycleGraph(8)), toGraph6(disjointUnion(square, square))]);
  });

  it('list the names when there is no such pair', () => {
    expect(() => namedPair('rook')).toThrow('There is no pair "rook". The names are path-star, triangles-hexagon');
  });
});
