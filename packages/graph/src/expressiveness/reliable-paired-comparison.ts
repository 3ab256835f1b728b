import { hotellingThreshold, hotellingTSquared } from '@perceptrons/evaluation';
import { deriveSeed } from '@perceptrons/layers';
import { ConfigError, random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { EncodedGraphs } from '../encoding/encode-graphs';
import type { GraphData } from '../graph-data';
import { permuteGraph, randomPermutation } from '../graphs/permute-graph';
import { embed, encodeWith, type GraphEncoding } from './graph-encoding';
import type { PairOutcome } from './pair-outcome';
import { type ComparisonSummary, summariseComparison } from './summarise-comparison';
import { type TrainApartOptions, trainApart } from './train-apart';

/** Two graphs that are not isomorphic. */
export interface ComparedPair {
  /** Number of the pair in its benchmark. Default: its place in the list. */
  index?: number;
  category?: string;
  a: GraphData;
  b: GraphData;
}

/** Where a comparison is. */
export interface ComparisonProgress {
  seed: number;
  index: number;
  epoch: number;
  loss: number;
  /** Pairs that are done, over all seeds, and how many there are. */
  done: number;
  total: number;
}

/** Options of `reliablePairedComparison`; the defaults are those of the published protocol. */
export interface PairedComparisonOptions
  extends Pick<TrainApartOptions, 'epochs' | 'learningRate' | 'weightDecay' | 'stopLoss' | 'margin'> {
  /** Makes an untrained network with the inputs `pairs` and, if it has two, `mask`. It is disposed of after its pair. */
  model: (seed: number) => tf.LayersModel;
  pairs: readonly ComparedPair[];
  /** How the model wants graphs encoded; `encodeWithLoops` for the published PPGN. Default: adjacency and identity. */
  encode?: GraphEncoding;
  /** Relabelings of each graph, the first of which is the graph itself. Default 32. */
  copies?: number;
  /** Pairs in a training batch, two graphs each. Default 16. */
  batchPairs?: number;
  /** Chance of a false alarm that sets the threshold. Default 0.05. */
  alpha?: number;
  /**
   * `brec` (default) leaves out the factor `copies` in front of the statistic as the published code does, which makes the
   * bar that many times higher; `hotelling` has it.
   */
  statistic?: 'brec' | 'hotelling';
  /** Default 100, 200, ..., 1000. */
  seeds?: readonly number[];
  /** Draws the relabelings, which are the same for all seeds, as in the published files. Default 0. */
  relabelingSeed?: number;
  /** Outcomes of an earlier run: their pairs are not run again. */
  outcomes?: readonly PairOutcome[];
  /** Called after every pair; the comparison waits for a returned promise. Write the outcome down to resume later. */
  onOutcome?: (outcome: PairOutcome) => void | Promise<void>;
  /** Called after every epoch. */
  onProgress?: (progress: ComparisonProgress) => void;
  /** Ends the comparison after the current step; it returns what it has. */
  signal?: AbortSignal;
}

/** What `reliablePairedComparison` returns. */
export interface PairedComparison extends ComparisonSummary {
  /** All outcomes, those of an earlier run first. */
  outcomes: PairOutcome[];
  stopped: 'finished' | 'cancelled';
}

/**
 * Tests by training which pairs of graphs a kind of network can tell apart, with a guard against telling relabelings apart.
 *
 * For every seed and pair a fresh network is trained to put relabelings of both graphs at a right angle or more. Then
 * Hotelling's statistic of the differences between both says whether they are apart, and the statistic between relabelings
 * of one of them, drawn by `relabelingSeed`, whether the answer can be trusted.
 * @throws ConfigError `graph/comparison` for seeds or copies that cannot be used; errors of encoding and model.
 * Source: Wang and Zhang, "An Empirical Study of Realized GNN Expressiveness" (ICML 2024), section 4, and its code.
 */
export async function reliablePairedComparison(options: PairedComparisonOptions): Promise<PairedComparison> {
  const { pairs, seeds = Array.from({ length: 10 }, (_, at) => 100 * (at + 1)), signal } = options;
  const { copies = 32, alpha = 0.05 } = options;
  check(options, seeds, copies);
  const outcomes = [...(options.outcomes ?? [])];
  const known = new Set(outcomes.map(({ seed, index }) => `${seed}/${index}`));
  const total = seeds.length * pairs.length;
  let done = 0;
  for (const seed of seeds) {
    for (const [place, pair] of pairs.entries()) {
      const index = pair.index ?? place;
      if (!known.has(`${seed}/${index}`)) {
        const outcome = await comparePair(pair, { ...options, seed, index, copies, alpha, done, total });
        if (outcome === undefined) return { outcomes, stopped: 'cancelled', ...summariseComparison(outcomes) };
        outcomes.push(outcome);
        await options.onOutcome?.(outcome);
      }
      done++;
      if (signal?.aborted) return { outcomes, stopped: 'cancelled', ...summariseComparison(outcomes) };
    }
  }
  return { outcomes, stopped: 'finished', ...summariseComparison(outcomes) };
}

type PairRun = PairedComparisonOptions &
  Required<Pick<PairedComparisonOptions, 'copies' | 'alpha'>> &
  Pick<ComparisonProgress, 'seed' | 'index' | 'done' | 'total'>;

async function comparePair(pair: ComparedPair, run: PairRun): Promise<PairOutcome | undefined> {
  const { seed, index, copies, alpha, done, total, signal, onProgress, statistic = 'brec' } = run;
  const { tested, single } = relabeled(pair, copies, random.foldIn(random.key(run.relabelingSeed ?? 0), index));
  const model = run.model(deriveSeed(seed, `pair ${index}`));
  let batches: EncodedGraphs[] = [];
  try {
    batches = encodeBatches(tested, run);
    const onEpoch = (epoch: number, loss: number) => onProgress?.({ seed, index, epoch, loss, done, total });
    const trained = await trainApart(model, batches, { ...run, signal, onEpoch });
    if (trained === undefined) return undefined;
    const differences = await differencesOf(model, batches);
    release(batches);
    batches = encodeBatches(single, run);
    const singleDifferences = await differencesOf(model, batches);
    const factor = statistic === 'brec' ? 1 : copies;
    const between = factor * distanceOf(differences);
    const within = factor * distanceOf(singleDifferences);
    const threshold = hotellingThreshold({ count: copies, dimensions: differences[0].length, alpha });
    return {
      seed,
      index,
      ...(pair.category !== undefined && { category: pair.category }),
      distinguished: between > threshold && !close(between, within),
      reliable: within < threshold,
      statistic: between,
      reliabilityStatistic: within,
      threshold,
      ...trained,
    };
  } finally {
    release(batches);
    model.dispose();
  }
}

/** Relabelings a, b, a, b, ..., the first ones as they are; and of one graph drawn by the key as many. */
function relabeled(
  { a, b }: ComparedPair,
  copies: number,
  key: random.Key,
): { tested: GraphData[]; single: GraphData[] } {
  const [choice, ...keys] = random.split(key, 1 + 4 * copies);
  const relabel = (graph: GraphData, at: number) => permuteGraph(graph, randomPermutation(graph.nodeCount, keys[at]));
  const tested = Array.from({ length: 2 * copies }, (_, at) => {
    const graph = at % 2 === 0 ? a : b;
    return at < 2 ? graph : relabel(graph, at);
  });
  const chosen = random.uniformArray(choice, 1)[0] < 0.5 ? a : b;
  const single = Array.from({ length: 2 * copies }, (_, at) => (at === 0 ? chosen : relabel(chosen, 2 * copies + at)));
  return { tested, single };
}

function encodeBatches(
  graphs: readonly GraphData[],
  { batchPairs = 16, encode = {} }: Pick<PairedComparisonOptions, 'batchPairs' | 'encode'>,
): EncodedGraphs[] {
  const batches: EncodedGraphs[] = [];
  for (let start = 0; start < graphs.length; start += 2 * batchPairs) {
    batches.push(encodeWith(encode, graphs.slice(start, start + 2 * batchPairs)));
  }
  return batches;
}

/** Embedding of each first graph minus that of the second one of its pair. */
async function differencesOf(model: tf.LayersModel, batches: readonly EncodedGraphs[]): Promise<Float64Array[]> {
  const differences: Float64Array[] = [];
  for (const batch of batches) {
    const embeddings = embed(model, batch);
    const width = embeddings.shape[1];
    const values = await embeddings.data();
    embeddings.dispose();
    for (let at = 0; at + 2 * width <= values.length; at += 2 * width) {
      differences.push(Float64Array.from({ length: width }, (_, i) => values[at + i] - values[at + width + i]));
    }
  }
  return differences;
}

function distanceOf(differences: readonly Float64Array[]): number {
  if (differences.some((row) => row.some((value) => !Number.isFinite(value)))) return Number.NaN;
  return hotellingTSquared(differences).distance;
}

/** As `isclose` of NumPy with an absolute tolerance of 1e-6. */
function close(value: number, other: number): boolean {
  return Math.abs(value - other) <= 1e-6 + 1e-5 * Math.abs(other);
}

function release(batches: readonly EncodedGraphs[]): void {
  for (const { pairs, mask } of batches) tf.dispose([pairs, mask]);
}

function check(options: PairedComparisonOptions, seeds: readonly number[], copies: number): void {
  const { batchPairs = 16, pairs } = options;
  const indexes = new Set(pairs.map(({ index }, place) => index ?? place));
  const problem =
    seeds.length === 0
      ? 'There are no seeds. Give at least one.'
      : !Number.isInteger(copies) || copies < 2 || !Number.isInteger(batchPairs) || batchPairs < 1
        ? `copies is ${copies} and batchPairs is ${batchPairs}. There must be at least 2 copies and 1 pair in a batch.`
        : indexes.size < pairs.length
          ? `Two of ${pairs.length} pairs have the same index. Every pair needs its own.`
          : undefined;
  if (problem) throw new ConfigError({ code: 'graph/comparison', argument: 'options', message: problem });
}
