import * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { type EncodePairsOptions, encodePairs } from './encode-pairs';

/** A batch of graphs as tensors. */
export interface EncodedGraphs {
  /** One vector for every ordered pair of vertices, [B, N, N, C]; 0 where a graph has no vertex. */
  pairs: tf.Tensor4D;
  /** 1 where a graph has a vertex, else 0, [B, N]. */
  mask: tf.Tensor2D;
}

/**
 * Encodes graphs as one tensor of vertex pairs, padded with zeros to the largest graph.
 *
 * Channels of `separate`: adjacency, identity, vertex labels, vertex features, distances, edge labels, edge features, as
 * far as they are asked for (`pairChannels` counts them). What belongs to a vertex is on the diagonal, what belongs to an
 * edge at both of its entries. The 19 channels of the published QM9 experiment are
 * `{ includeIdentity: false, nodeFeatureCount: 13, distances: true, edgeFeatureCount: 4 }` up to their order, which there
 * is features, distances, adjacency, bonds.
 *
 * Channels of `reference-tu`: the adjacency divided by the square roots of both degrees in all of 1 + `nodeLabelCount`
 * channels, and one-hot labels added on the diagonal of channel 1 + label.
 *
 * @param graphs At least one.
 * @returns `pairs` and `mask`, to dispose of.
 * @throws ConfigError `graph/no-graphs`, `graph/size`, `graph/encoding`, `graph/too-large` with the memory that the batch
 * would take; DataError as `checkGraph`, `graph/label` for a label out of range, `graph/missing` for a graph without what
 * is asked for, `graph/features` for features of another number or that are not finite.
 * Source: Maron, Ben-Hamu, Serviansky, Lipman, "Provably powerful graph networks" (2019), section 6; `reference-tu` is
 * the form of its published code.
 */
export function encodeGraphs(graphs: readonly GraphData[], options: EncodePairsOptions = {}): EncodedGraphs {
  const { values, mask, shape } = encodePairs(graphs, options);
  return { pairs: tf.tensor4d(values, shape), mask: tf.tensor2d(mask, [shape[0], shape[1]]) };
}
