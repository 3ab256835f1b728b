import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type EncodePairsOptions, encodePairs } from '../encoding/encode-pairs';
import type { GraphData } from '../graph-data';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { evaluateInFloat64, type Float64Options } from './evaluate-in-float64';
import type { PairValues } from './values';

/** Options of `measureExactSeparation`. */
export interface ExactSeparationOptions extends Float64Options {
  /** Draws the relabelings; the same key gives the same ones. */
  key: random.KeyOrSeed;
  /** How the model wants graphs encoded. Default: adjacency and identity. */
  encode?: EncodePairsOptions;
  /** How many times the gap must exceed that between relabelings. Default 20. */
  ratio?: number;
}

/** Gaps as shares of the largest output of all. */
export interface ExactSeparation {
  gap: number;
  relabelingGap: number;
  /** The gap is not 0, and `ratio` times that between relabelings. There is no threshold besides. */
  separated: boolean;
}

/**
 * Measures whether a PPGN tells two graphs apart, computed in plain TypeScript with sums in double
 * precision: with `storage: 'float32'` (the default here) little rounding is left that depends on the numbering of the
 * vertices, and the gap between relabelings measures it.
 *
 * @param model Made by `ppgn`; normalise it by graph, or values grow beyond float32.
 */
export function measureExactSeparation(
  model: tf.LayersModel,
  a: GraphData,
  b: GraphData,
  { key, encode = {}, ratio = 20, storage = 'float32', ...options }: ExactSeparationOptions,
): ExactSeparation {
  const keys = random.split(key, 2);
  const relabeled = [a, b].map((graph, at) => permuteGraph(graph, randomPermutation(graph.nodeCount, keys[at])));
  const pairs = [a, b, ...relabeled].map((graph): PairValues => {
    const { values, shape } = encodePairs([graph], encode);
    return { side: shape[1], channels: shape[3], data: Float64Array.from(values) };
  });
  const outputs = evaluateInFloat64(model, pairs, { ...options, storage });
  const largest = (values: readonly number[]): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest(outputs.flatMap((output) => [...output])) || 1;
  const between = (first: number, second: number): number =>
    largest([...outputs[first]].map((value, at) => value - outputs[second][at])) / scale;
  const gap = between(0, 1);
  const relabelingGap = Math.max(between(0, 2), between(1, 3));
  return { gap, relabelingGap, separated: gap > 0 && gap > ratio * relabelingGap };
}
