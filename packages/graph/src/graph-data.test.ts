import { describe, expect, it } from 'vitest';
import { checkGraph, type GraphData } from './graph-data';

const path: GraphData = { nodeCount: 3, edges: Int32Array.of(0, 1, 2, 1) };

describe('checkGraph', () => {
  it('accepts graphs with and without edges, labels and features', () => {
    checkGraph(path);
    checkGraph({ nodeCount: 1, edges: new Int32Array() });
    checkGraph({ ...path, nodeLabels: Int32Array.of(0, 1, 0), nodeFeatures: new Float32Array(6) });
    checkGraph({
      ...path,
      edgeLabels: Int32Array.of(0, 1),
      edgeFeatures: new Float32Array(2),
      positions: new Float32Array(9),
    });
  });

  it.each<[string, Partial<GraphData>, string]>([
    [
      'no vertices',
      { nodeCount: 0, edges: new Int32Array() },
      'graph 7 has 0 vertices. A graph has a whole number of them, at least 1.',
    ],
    ['half an edge', { edges: Int32Array.of(0) }, 'graph 7: edges has 1 numbers'],
    [
      'an end that is no vertex',
      { edges: Int32Array.of(0, 3) },
      'graph 7: edge 0 is (0, 3). Vertices are numbered from 0 to 2.',
    ],
    ['a loop', { edges: Int32Array.of(1, 1) }, 'edge 0 is (1, 1). An edge joins two different vertices'],
    ['an edge twice', { edges: Int32Array.of(0, 1, 1, 0) }, 'edge 1 is (1, 0), which was there before'],
    ['too few labels', { nodeLabels: Int32Array.of(1) }, 'nodeLabels has 1 numbers, not one for each of 3 vertices'],
    [
      'ragged features',
      { nodeFeatures: new Float32Array(4) },
      'nodeFeatures has 4 numbers, not the same number for each of 3 vertices',
    ],
    ['two coordinates', { positions: new Float32Array(6) }, 'positions has 6 numbers, not 3 for each of 3 vertices'],
  ])('refuses %s', (_, change, message) => {
    expect(() => checkGraph({ ...path, ...change }, 'graph 7')).toThrow(message);
  });
});
