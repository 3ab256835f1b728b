import { describe, expect, it } from 'vitest';
import { adjacencyMatrix, graphFromAdjacency } from './adjacency';
import { randomGraph } from './random-graph';

const path = [
  [0, 1, 0],
  [1, 0, 1],
  [0, 1, 0],
];

describe('graphFromAdjacency', () => {
  it('reads rows and flat matrices', () => {
    const graph = { nodeCount: 3, edges: Int32Array.of(0, 1, 1, 2) };
    expect(graphFromAdjacency(path)).toEqual(graph);
    expect(graphFromAdjacency(path.map((row) => Float32Array.from(row)))).toEqual(graph);
    expect(graphFromAdjacency(Float32Array.from(path.flat()), { target: 1 })).toEqual({ ...graph, target: 1 });
  });

  it('is the inverse of adjacencyMatrix', () => {
    for (let seed = 0; seed < 20; seed++) {
      const matrix = adjacencyMatrix(randomGraph({ nodeCount: 1 + seed, probability: 0.4, key: seed }));
      expect(adjacencyMatrix(graphFromAdjacency(matrix))).toEqual(matrix);
    }
  });

  it('takes edges of either direction when asked to', () => {
    const directed = [
      [0, 1, 0],
      [0, 0, 0],
      [0, 1, 0],
    ];
    expect(graphFromAdjacency(directed, { symmetrize: true }).edges).toEqual(Int32Array.of(0, 1, 1, 2));
  });

  it.each<[string, Parameters<typeof graphFromAdjacency>[0], string, string]>([
    [
      'an asymmetric matrix',
      [
        [0, 1],
        [0, 0],
      ],
      'graph/asymmetric',
      'entry (0, 1) of the adjacency matrix is 1, entry (1, 0) is 0',
    ],
    [
      'a ragged matrix',
      [
        [0, 1, 0],
        [1, 0],
        [0, 0, 0],
      ],
      'graph/ragged',
      'row 1 of the adjacency matrix has 2 entries, and there are 3 rows',
    ],
    [
      'rows that are too few',
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
      'graph/ragged',
      'row 0 of the adjacency matrix has 3 entries, and there are 2 rows',
    ],
    [
      'a flat matrix that is not square',
      new Float32Array(8),
      'graph/ragged',
      'has 8 entries, which is no square number',
    ],
    ['no rows', [], 'graph/empty', 'graph has 0 vertices'],
    [
      'a loop',
      [
        [0, 0],
        [0, 1],
      ],
      'graph/self-loop',
      'entry (1, 1) of the adjacency matrix is 1',
    ],
    [
      'weights',
      [
        [0, 0.5],
        [0.5, 0],
      ],
      'graph/adjacency-value',
      'entry (0, 1) of the adjacency matrix is 0.5',
    ],
    [
      'what is no number',
      [
        [0, Number.NaN],
        [1, 0],
      ],
      'graph/adjacency-value',
      'entry (0, 1) of the adjacency matrix is NaN',
    ],
  ])('refuses %s', (_, matrix, code, message) => {
    expect(() => graphFromAdjacency(matrix)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
