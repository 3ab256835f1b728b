import type { GraphData } from '../graph-data';
import type { Colouring } from './colouring';
import { classCounts, colourRounds, type RefineLimits, type RefineProgress, refine } from './refine';
import { finish } from './steps';
import { wlGraph } from './wl-graph';
import { formOf, type WlForm, type WlVariant } from './wl-test';

/** The partition of a graph's vertices or tuples, round by round. */
export interface Partition {
  /**
   * Colours after rounds 0 (start colours), 1, 2, ...: one for every vertex, or for every tuple with the last vertex
   * running fastest. Colours are numbered from 0 without gaps, and isomorphic graphs have the same ones.
   */
  rounds: Int32Array[];
  /** Number of different colours after every round. */
  classCounts: number[];
  /** Round after which nothing changes; undefined when `maxRounds` ended the refinement before that was known. */
  stableRound: number | undefined;
  /** False where there were so many tuples that colours were told apart by 64-bit hashes. */
  exact: boolean;
}

/** Settings of {@link colorRefinement}. */
export interface ColorRefinementOptions {
  /** Rounds after the start colours. Default: until nothing changes, at most n - 1. */
  maxRounds?: number;
  /** Start from the labels of vertices, and tell edges apart by theirs. Default true. */
  useLabels?: boolean;
  signal?: AbortSignal;
  /** Called many times in every round. */
  onProgress?(progress: RefineProgress): void;
}

/**
 * Colour refinement, the 1-WL test: vertices begin with their label, or all alike, and take a new colour for every
 * different pair of own colour and multiset of neighbours' colours.
 *
 * ```ts
 * colorRefinement(pathGraph(4)).rounds.at(-1); // Int32Array [0, 1, 1, 0]
 * ```
 *
 * @throws DataError of `checkGraph`; ConfigError `graph/wl-rounds`; the reason of the signal.
 * Source: Weisfeiler and Leman 1968.
 */
export function colorRefinement(graph: GraphData, options: ColorRefinementOptions = {}): Partition {
  return partition(graph, { k: 1, variant: 'neighbours' }, options);
}

/** Settings of {@link weisfeilerLeman}. */
export interface WeisfeilerLemanOptions extends ColorRefinementOptions, RefineLimits {
  /** Vertices in a tuple, from 1. */
  k: number;
  /** Oblivious (k-WL) or folklore (k-FWL). */
  variant: WlVariant;
}

/**
 * The k-dimensional Weisfeiler-Leman refinement of one graph: colours of all n^k tuples of vertices. They begin with the
 * isomorphism type of the tuple. k-WL takes for each position the multiset of colours with another vertex there; k-FWL one
 * multiset, over all vertices w, of the k colours with w at each position.
 *
 * For k = 1 both variants are colour refinement.
 *
 * @throws DataError of `checkGraph`; ConfigError `graph/wl-k`, `graph/wl-tuples`, `graph/wl-rounds`; the reason of the signal.
 * Source: Cai, Fuerer and Immerman 1992; names as in Maron et al. 2019.
 */
export function weisfeilerLeman(graph: GraphData, { k, variant, ...options }: WeisfeilerLemanOptions): Partition {
  return partition(graph, formOf(k, variant), options);
}

function partition(graph: GraphData, form: WlForm, options: ColorRefinementOptions & RefineLimits): Partition {
  const { useLabels = true, maxRounds, signal, onProgress } = options;
  const rounds = colourRounds([wlGraph(graph, useLabels, 'graph')], form, options);
  const refined = finish(refine(rounds, { maxRounds, onProgress }), signal);
  return {
    rounds: refined.rounds.map(({ colours }) => colours[0]),
    classCounts: refined.rounds.map((colouring: Colouring) => classCounts(colouring)[0]),
    stableRound: refined.stableRound,
    exact: refined.rounds.every(({ exact }) => exact),
  };
}
