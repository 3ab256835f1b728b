import { describe, expect, it } from 'vitest';
import { graphFromEdges } from './graph-from-edges';

describe('graphFromEdges', () => {
  it('counts vertices by the largest number, or takes what is given', () => {
    expect(
      graphFromEdges([
        [0, 1],
        [3, 1],
      ]),
    ).toEqual({ nodeCount: 4, edges: Int32Array.of(0, 1, 3, 1) });
    expect(graphFromEdges([[0, 1]], { nodeCount: 9 }).nodeCount).toBe(9);
    expect(graphFromEdges([], { nodeCount: 1 })).toEqual({ nodeCount: 1, edges: new Int32Array() });
  });

  it('takes labels as lists and features as rows', () => {
    const graph = graphFromEdges([[0, 1]], {
      nodeLabels: [0, 2],
      nodeFeatures: [[1, 2], Float32Array.of(3, 4)],
      edgeLabels: [5],
      edgeFeatures: Float32Array.of(6, 7),
      positions: [
        [0, 0, 1],
        [0, 1, 0],
      ],
      target: 1,
    });
    expect(graph.nodeLabels).toEqual(Int32Array.of(0, 2));
    expect(graph.nodeFeatures).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(graph.edgeLabels).toEqual(Int32Array.of(5));
    expect(graph.edgeFeatures).toEqual(Float32Array.of(6, 7));
    expect(graph.positions).toEqual(Float32Array.of(0, 0, 1, 0, 1, 0));
    expect(graph.target).toBe(1);
  });

  it.each<[string, () => unknown, string, string]>([
    ['no vertices', () => graphFromEdges([]), 'graph/empty', 'graph has 0 vertices'],
    [
      'an end beyond the last vertex',
      () =>
        graphFromEdges(
          [
            [0, 1],
            [2, 3],
          ],
          { nodeCount: 3 },
        ),
      'graph/edge-range',
      'edge 1 is (2, 3). Vertices are numbered from 0 to 2',
    ],
    ['a negative end', () => graphFromEdges([[0, -1]]), 'graph/edge-range', 'edge 0 is (0, -1)'],
    ['half a vertex', () => graphFromEdges([[0, 1.5]]), 'graph/edge-range', 'edge 0 is (0, 1.5)'],
    [
      'a loop',
      () => graphFromEdges([[2, 2]], { name: 'molecule 8' }),
      'graph/self-loop',
      'molecule 8: edge 0 is (2, 2)',
    ],
    [
      'an edge in both directions',
      () =>
        graphFromEdges([
          [0, 1],
          [1, 0],
        ]),
      'graph/repeated-edge',
      'edge 1 is (1, 0)',
    ],
    [
      'a label that is no class',
      () => graphFromEdges([[0, 1]], { nodeLabels: [0, 0.5] }),
      'graph/label',
      'nodeLabels[1] is 0.5. Labels are whole numbers from 0',
    ],
    [
      'rows of unequal length',
      () => graphFromEdges([[0, 1]], { nodeFeatures: [[1, 2], [3]] }),
      'graph/ragged',
      'row 1 of nodeFeatures has 1 numbers, row 0 has 2',
    ],
    [
      'more rows than vertices',
      () => graphFromEdges([[0, 1]], { nodeFeatures: [[1], [2], [3], [4]] }),
      'graph/length',
      'nodeFeatures has 4 rows, not one for each of 2',
    ],
    [
      'positions in the plane',
      () =>
        graphFromEdges([[0, 1]], {
          positions: [
            [0, 1],
            [1, 0],
          ],
        }),
      'graph/length',
      'positions has 4 numbers, not 3 for each of 2 vertices',
    ],
  ])('refuses %s', (_, make, code, message) => {
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});
