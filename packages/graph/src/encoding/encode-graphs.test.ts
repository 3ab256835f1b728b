import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { GraphData } from '../graph-data';
import { cycleGraph, pathGraph, starGraph } from '../graphs/generators';
import { graphFromEdges } from '../graphs/graph-from-edges';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { randomGraph } from '../graphs/random-graph';
import { encodeGraphs } from './encode-graphs';
import { pairChannels } from './encode-options';
import { type EncodePairsOptions, encodePairs } from './encode-pairs';
import { pairBytes } from './pair-bytes';

const paw = graphFromEdges(
  [
    [0, 1],
    [1, 2],
    [0, 2],
    [2, 3],
  ],
  { nodeLabels: [0, 0, 1, 0] },
);

/** The channels of pair (i, j) of one graph. */
function at(graphs: GraphData[], options: EncodePairsOptions, graph: number, i: number, j: number): number[] {
  const { values, shape } = encodePairs(graphs, options);
  const start = ((graph * shape[1] + i) * shape[2] + j) * shape[3];
  return [...values.subarray(start, start + shape[3])];
}

describe('encodeGraphs', () => {
  it('has adjacency and identity where nothing else is asked for', async () => {
    const { pairs, mask } = encodeGraphs([pathGraph(2), pathGraph(1)]);
    expect(pairs.shape).toEqual([2, 2, 2, 2]);
    expect(await pairs.array()).toEqual([
      [
        [
          [0, 1],
          [1, 0],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ],
      [
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ],
    ]);
    expect(await mask.array()).toEqual([
      [1, 1],
      [1, 0],
    ]);
    tf.dispose([pairs, mask]);
  });

  it('makes two tensors, and none where it throws', () => {
    const before = tf.memory().numTensors;
    const encoded = encodeGraphs([paw]);
    expect(tf.memory().numTensors).toBe(before + 2);
    tf.dispose([encoded.pairs, encoded.mask]);
    expect(() => encodeGraphs([paw], { nodeLabelCount: 1 })).toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('orders the parts: adjacency, identity, labels, features, distances, edge labels, edge features', () => {
    const graph = graphFromEdges([[1, 0]], {
      nodeCount: 2,
      nodeLabels: [1, 0],
      nodeFeatures: [[0.5], [0.25]],
      positions: [
        [0, 0, 0],
        [2, 3, 6],
      ],
      edgeLabels: [1],
      edgeFeatures: [[8, 9]],
    });
    const options = { nodeLabelCount: 2, nodeFeatureCount: 1, distances: true, edgeLabelCount: 2, edgeFeatureCount: 2 };
    expect(pairChannels(options)).toBe(10);
    expect(at([graph], options, 0, 0, 0)).toEqual([0, 1, 0, 1, 0.5, 0, 0, 0, 0, 0]);
    expect(at([graph], options, 0, 1, 1)).toEqual([0, 1, 1, 0, 0.25, 0, 0, 0, 0, 0]);
    const edge = [1, 0, 0, 0, 0, 7, 0, 1, 8, 9];
    expect(at([graph], options, 0, 0, 1)).toEqual(edge);
    expect(at([graph], options, 0, 1, 0)).toEqual(edge);
    expect(at([graph], { ...options, includeIdentity: false }, 0, 0, 1)).toEqual([1, ...edge.slice(2)]);
  });

  it('has the 19 channels of the published QM9 experiment', () => {
    expect(pairChannels({ includeIdentity: false, nodeFeatureCount: 13, distances: true, edgeFeatureCount: 4 })).toBe(
      19,
    );
  });

  it('divides edges by the roots of both degrees when asked to, and leaves isolated vertices zero', () => {
    const graph = { ...starGraph(4), nodeCount: 6 };
    const options: EncodePairsOptions = { includeIdentity: false, normalization: 'symmetric' };
    expect(at([graph], options, 0, 0, 3)).toEqual([0.5]);
    expect(at([graph], options, 0, 3, 0)).toEqual([0.5]);
    expect([...encodePairs([graph], options).values].filter((value) => value !== 0)).toHaveLength(8);
  });

  it('encodes the paw as the published code does', () => {
    const options: EncodePairsOptions = { encoding: 'reference-tu', nodeLabelCount: 2 };
    const third = Math.fround(0.408248290463863);
    const last = Math.fround(0.5773502691896258);
    expect(pairChannels(options)).toBe(3);
    expect(at([paw], options, 0, 0, 0)).toEqual([0, 1, 0]);
    expect(at([paw], options, 0, 0, 2)).toEqual([third, third, third]);
    expect(at([paw], options, 0, 2, 2)).toEqual([0, 0, 1]);
    expect(at([paw], options, 0, 2, 3)).toEqual([last, last, last]);
    expect(at([paw], options, 0, 0, 3)).toEqual([0, 0, 0]);
    expect(pairChannels({ encoding: 'reference-tu' })).toBe(1);
  });

  it('holds the same in both encodings: a first layer of one becomes one of the other', () => {
    const labels = Int32Array.from({ length: 7 }, (_, i) => i % 3);
    const graph = { ...randomGraph({ nodeCount: 7, probability: 0.5, key: 5 }), nodeLabels: labels };
    const separate = encodePairs([graph], { includeIdentity: false, normalization: 'symmetric', nodeLabelCount: 3 });
    const reference = encodePairs([graph], { encoding: 'reference-tu', nodeLabelCount: 3 });
    expect(reference.shape).toEqual(separate.shape);
    const weights = [0.3, -1.25, 0.7, 2];
    const moved = [0.3 - (-1.25 + 0.7 + 2), -1.25, 0.7, 2];
    for (let pair = 0; pair < 49; pair++) {
      const sum = (values: Float32Array, by: number[]) =>
        by.reduce((total, w, c) => total + w * values[4 * pair + c], 0);
      expect(sum(reference.values, moved)).toBeCloseTo(sum(separate.values, weights), 6);
    }
  });

  it('permutes with the vertices', () => {
    const positions = Float32Array.from({ length: 18 }, (_, i) => Math.sin(i));
    const graph = {
      ...randomGraph({ nodeCount: 6, probability: 0.6, key: 2 }),
      nodeLabels: Int32Array.of(0, 1, 2, 0, 1, 2),
      positions,
    };
    const order = randomPermutation(6, 3);
    const options: EncodePairsOptions = { nodeLabelCount: 3, distances: true, normalization: 'symmetric' };
    const moved = permuteGraph(graph, order);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        expect(at([moved], options, 0, order[i], order[j])).toEqual(at([graph], options, 0, i, j));
      }
    }
  });

  it('encodes every graph of a batch as it would alone, with zeros around', () => {
    const graphs = [cycleGraph(5), pathGraph(1), starGraph(6), randomGraph({ nodeCount: 4, probability: 0.5, key: 1 })];
    const options: EncodePairsOptions = { normalization: 'symmetric', padTo: 9 };
    const batch = encodePairs(graphs, options);
    expect(batch.shape).toEqual([4, 9, 9, 2]);
    graphs.forEach((graph, index) => {
      for (let i = 0; i < 9; i++) {
        const inside = i < graph.nodeCount;
        expect(batch.mask[9 * index + i]).toBe(inside ? 1 : 0);
        for (let j = 0; j < 9; j++) {
          const start = ((index * 9 + i) * 9 + j) * 2;
          const alone = inside && j < graph.nodeCount ? at([graph], { normalization: 'symmetric' }, 0, i, j) : [0, 0];
          expect([...batch.values.subarray(start, start + 2)]).toEqual(alone);
        }
      }
    });
  });

  it('needs nothing of edges for a graph without any', () => {
    const graph: GraphData = { nodeCount: 2, edges: new Int32Array() };
    expect(at([graph], { edgeFeatureCount: 2, edgeLabelCount: 2 }, 0, 0, 0)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it.each<[string, GraphData[], EncodePairsOptions, string, string]>([
    ['no graphs', [], {}, 'no-graphs', 'The list of graphs is empty'],
    [
      'a graph without vertices',
      [paw, { nodeCount: 0, edges: new Int32Array() }],
      {},
      'empty',
      'graph 1 has 0 vertices',
    ],
    [
      'an end out of range',
      [{ nodeCount: 2, edges: Int32Array.of(0, 2) }],
      {},
      'edge-range',
      'graph: edge 0 is (0, 2)',
    ],
    [
      'a label out of range',
      [paw, paw],
      { nodeLabelCount: 1 },
      'label',
      'graph 0: nodeLabels[2] is 1, and nodeLabelCount is 1',
    ],
    [
      'labels that are missing',
      [pathGraph(2)],
      { nodeLabelCount: 1 },
      'missing',
      'graph has no nodeLabels, and nodeLabelCount asks',
    ],
    ['positions that are missing', [paw], { distances: true }, 'missing', 'graph has no positions, and distances asks'],
    [
      'features of another number',
      [{ ...paw, nodeFeatures: new Float32Array(8) }],
      { nodeFeatureCount: 3 },
      'features',
      'nodeFeatures has 2 numbers a row, and nodeFeatureCount is 3',
    ],
    [
      'features that are not finite',
      [{ ...paw, edgeFeatures: Float32Array.of(0, 1, Number.NaN, 3) }],
      { edgeFeatureCount: 1 },
      'features',
      'edgeFeatures[2] is NaN',
    ],
    ['a count that is no number', [paw], { nodeLabelCount: 1.5 }, 'size', 'nodeLabelCount is 1.5'],
    ['half a vertex', [{ nodeCount: 2.5, edges: new Int32Array() }, paw], {}, 'empty', 'graph 0 has 2.5 vertices'],
    ['a budget of nothing', [paw], { maxBytes: Number.NaN }, 'size', 'maxBytes is NaN'],
    [
      'a graph of a data set',
      [paw, pathGraph(2)],
      { nodeLabelCount: 2, numbers: [7, 12] },
      'missing',
      'graph 12 has no nodeLabels',
    ],
    ['half a width', [paw], { modelWidth: 0.5 }, 'size', 'modelWidth is 0.5'],
    ['a padding that is too small', [paw], { padTo: 3 }, 'size', 'padTo is 3, and the largest graph has 4 vertices'],
    [
      'an identity in the encoding of the published code',
      [paw],
      { encoding: 'reference-tu', includeIdentity: true },
      'encoding',
      "includeIdentity is true, and the encoding 'reference-tu'",
    ],
    [
      'another normalisation there',
      [paw],
      { encoding: 'reference-tu', normalization: 'none' },
      'encoding',
      'normalization is "none"',
    ],
  ])('refuses %s', (_, graphs, options, code, message) => {
    expect(() => encodePairs(graphs, options)).toThrow(
      expect.objectContaining({ code: `graph/${code}`, message: expect.stringContaining(message) }),
    );
  });

  it('says how much memory a batch would take that is too large', () => {
    const large: GraphData = { nodeCount: 20_000, edges: new Int32Array() };
    expect(pairBytes({ graphs: 1, nodeCount: 20_000, channels: 2 })).toBe(3_200_000_000);
    expect(() => encodePairs([large])).toThrow(
      'The encoded graphs: 1 x 20000 x 20000 pairs of 2 numbers take 3.0 GiB, more than maxBytes = 1 GiB. One such graph alone is too large',
    );
    const graphs = Array.from({ length: 8 }, () => pathGraph(492));
    expect(() => encodePairs(graphs, { modelWidth: 400 })).toThrow(
      'A layer of width 400 on the encoded graphs: 8 x 492 x 492 pairs of 400 numbers take 2.9 GiB, more than maxBytes = 1 GiB. Take at most 2 graphs of this size at a time, or raise maxBytes.',
    );
    expect(() => encodePairs([paw], { maxBytes: 100 })).toThrow('take 128 bytes, more than maxBytes = 100 bytes');
    expect(encodePairs([paw], { maxBytes: 128 }).values).toHaveLength(32);
  });
});

describe('pairChannels', () => {
  it('refuses what is no encoding or no normalisation', () => {
    const refused = (options: Record<string, string>) => () => pairChannels(options as EncodePairsOptions);
    expect(refused({ encoding: 'tu' })).toThrow(`encoding is "tu". Use 'separate' or 'reference-tu'.`);
    expect(refused({ normalization: 'row' })).toThrow(`normalization is "row". Use 'none' or 'symmetric'.`);
  });
});
