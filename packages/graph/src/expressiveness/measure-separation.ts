import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { embed, encodeWith, type GraphEncoding } from './graph-encoding';

/** Options of `measureSeparation`. */
export interface SeparationOptions {
  /** Draws the relabelings; the same key gives the same ones. */
  key: random.KeyOrSeed;
  /** How the model wants graphs encoded. Default: adjacency and identity, two channels. */
  encode?: GraphEncoding;
  /** Relabelings of each graph. Default 1. */
  relabelings?: number;
  /**
   * Runs the model as in training, so that batch normalisation takes its statistics from these graphs: what an untrained
   * model needs. Its moving statistics move. Default false.
   */
  batchStatistics?: boolean;
  /**
   * Gaps must be larger than this. Default 1e-3, for embeddings that depend on the numbering of the vertices in their last bits.
   * Pass 0 for a model with `accumulation: 'exact'`, where the gap between relabelings is 0 and any other is true.
   */
  threshold?: number;
  /** How many times the gap must exceed that between relabelings. Default 20. */
  ratio?: number;
}

/** How far apart a model puts two graphs. Both gaps are NaN where an embedding is not finite. */
export interface Separation {
  /** Largest difference between an entry of both embeddings, as a share of the largest entry of all. */
  gap: number;
  /** The same between a graph and its relabelings, the larger of both graphs: what rounding alone makes. */
  relabelingGap: number;
  /** Whether the gap exceeds the threshold, and the relabeling gap `ratio` times. */
  separated: boolean;
  /** What the model gives for each graph, one number for every output. */
  outputs: { a: Float32Array; b: Float32Array };
}

/**
 * Measures whether a model tells two graphs apart, without training: the gap between their embeddings against the gap that
 * renumbering the vertices makes. The graphs and their relabelings are one batch.
 *
 * @param model Reads `pairs` [B, n, n, C] and, if it has two inputs, `mask` [B, n]: `ppgn`, `ign`, `gin`.
 * @throws Errors of the encoding and of the model's layers.
 */
export async function measureSeparation(
  model: tf.LayersModel,
  a: GraphData,
  b: GraphData,
  options: SeparationOptions,
): Promise<Separation> {
  const { encode = {}, relabelings = 1, batchStatistics = false, threshold = 1e-3, ratio = 20 } = options;
  const keys = random.split(options.key, 2 * relabelings);
  const relabeled = (graph: GraphData, from: number): GraphData[] =>
    Array.from({ length: relabelings }, (_, at) =>
      permuteGraph(graph, randomPermutation(graph.nodeCount, keys[from + at])),
    );
  const encoded = encodeWith(encode, [a, b, ...relabeled(a, 0), ...relabeled(b, relabelings)]);
  const embeddings = embed(model, encoded, batchStatistics);
  const width = embeddings.shape[1];
  const values = await embeddings.data<'float32'>();
  tf.dispose([encoded.pairs, encoded.mask, embeddings]);
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const between = (first: number, second: number): number => {
    let gap = 0;
    for (let i = 0; i < width; i++) {
      gap = Math.max(gap, Math.abs(values[first * width + i] - values[second * width + i]));
    }
    return scale === 0 ? 0 : gap / scale;
  };
  const gap = between(0, 1);
  let relabelingGap = 0;
  for (let at = 0; at < 2 * relabelings; at++) {
    relabelingGap = Math.max(relabelingGap, between(at < relabelings ? 0 : 1, 2 + at));
  }
  return {
    gap,
    relabelingGap,
    separated: gap > threshold && gap > ratio * relabelingGap,
    outputs: { a: values.slice(0, width), b: values.slice(width, 2 * width) },
  };
}
