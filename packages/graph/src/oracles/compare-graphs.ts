import type { GraphData } from '../graph-data';
import { balanced, type Colouring } from './colouring';
import { explainDifference, explainEquality } from './explain';
import { type ExplanationPart, explanationParts } from './explanation-parts';
import { classCounts, colourRounds, type Refined, type RefineLimits, type RefineProgress, refine } from './refine';
import { finish, finishAsync } from './steps';
import type { Witness } from './witness';
import { wlGraph } from './wl-graph';
import { type WlTest, wlForm } from './wl-test';

/** What a test says about two graphs. */
export interface GraphComparison {
  test: WlTest;
  /** True: the graphs are certainly not isomorphic. False: this test cannot tell them apart. */
  distinguished: boolean;
  /** First round after which the graphs have different numbers of some colour; 0 are the start colours. */
  round: number | undefined;
  /** Rounds after the start colours that are in the lists below. */
  rounds: number;
  /** Round after which nothing changes; undefined when the refinement ended before that was known. */
  stableRound: number | undefined;
  /** Number of different colours of each graph after rounds 0, 1, ... */
  classesA: number[];
  classesB: number[];
  /** Colours of each graph after every round, under names that both share; empty with `keepColours: false`. */
  coloursA: Int32Array[];
  coloursB: Int32Array[];
  /** The colour that `explanation` is about; undefined where the graphs are not distinguished. */
  witness: Witness | undefined;
  /** What differs, in a sentence. */
  explanation: string;
  /** The same sentence in pieces; those that name a class of colours say which, so that it can be shown. */
  explanationParts: ExplanationPart[];
  /** False where there were so many tuples that colours were told apart by 64-bit hashes. */
  exact: boolean;
  /** What such hashes mean; absent when `exact`. */
  note?: string;
}

/** Settings of {@link compareGraphs}. */
export interface CompareGraphsOptions extends RefineLimits {
  test: WlTest;
  /** Start from the labels of vertices and edges. Default true. */
  useLabels?: boolean;
  /** Go on after the graphs are distinguished, until nothing changes. Default false. */
  untilStable?: boolean;
  /** Keep the colours of every round. Default true; false saves memory, four bytes for every tuple and round. */
  keepColours?: boolean;
  signal?: AbortSignal;
  /** Called many times in every round. */
  onProgress?(progress: RefineProgress): void;
}

/**
 * Compares two graphs by a Weisfeiler-Leman test: both are refined together, so that equal colours have equal names, until
 * the numbers of some colour differ or nothing changes.
 *
 * Up to 200,000 tuples (vertices for 1-WL) of each graph the answer is exact: signatures are compared number by number.
 * Beyond that k-FWL tells multisets apart by 64 bits of hash, `exact` is false and `note` gives the chance of an error, which
 * is below 1e-4 for the largest graphs that fit; k-WL stays exact. Memory: about 60 bytes for every tuple of a graph (3-FWL of
 * 198 vertices: 7.8 million triples, 0.5 GB).
 *
 * ```ts
 * compareGraphs(disjointUnion(cycleGraph(3), cycleGraph(3)), cycleGraph(6), { test: '2-FWL' }).round; // 1
 * ```
 *
 * @throws DataError of `checkGraph`; ConfigError `graph/wl-test`, `graph/wl-tuples`, `graph/wl-rounds`; the reason of the signal.
 * Source: Cai, Fuerer and Immerman 1992; names and start colours as in Maron et al. 2019.
 */
export function compareGraphs(a: GraphData, b: GraphData, options: CompareGraphsOptions): GraphComparison {
  return finish(comparison(a, b, options), options.signal);
}

/**
 * `compareGraphs` with a turn of the event loop every 20 ms, so that a signal can end it within a round and a page stays
 * alive. Steps that number all tuples take longer: 0.15 s for the triples of 154 vertices. 3-FWL of 198 vertices takes 22 s.
 *
 * @throws rejects with the errors of `compareGraphs`.
 */
export async function compareGraphsAsync(
  a: GraphData,
  b: GraphData,
  options: CompareGraphsOptions,
): Promise<GraphComparison> {
  return await finishAsync(comparison(a, b, options), options.signal);
}

function* comparison(a: GraphData, b: GraphData, options: CompareGraphsOptions): Generator<number, GraphComparison> {
  const { test, useLabels = true, untilStable = false, keepColours = true, maxRounds, onProgress } = options;
  const graphs = [wlGraph(a, useLabels, 'graph a'), wlGraph(b, useLabels, 'graph b')] as const;
  const rounds = colourRounds(graphs, wlForm(test), options);
  const classes: number[][] = [];
  const first: { found?: { round: number; now: Colouring; before: Colouring | undefined } } = {};
  let before: Colouring | undefined;
  const refined: Refined = yield* refine(rounds, {
    maxRounds,
    onProgress,
    keep: keepColours,
    stop(now, round) {
      classes.push(classCounts(now));
      if (!first.found && !balanced(now)) first.found = { round, now, before };
      before = now;
      // Graphs of different size stay different; there is nothing to see in going on.
      return first.found !== undefined && (!untilStable || a.nodeCount !== b.nodeCount);
    },
  });
  const { found } = first;
  const exact = refined.rounds.every(({ exact }) => exact);
  const explained = found
    ? explainDifference({ graphs, test, ...found })
    : equality(explainEquality(test, refined.stableRound, classes.at(-1)?.[0] ?? 0));
  return {
    test,
    distinguished: found !== undefined,
    round: found?.round,
    rounds: classes.length - 1,
    stableRound: refined.stableRound,
    classesA: classes.map(([classesA]) => classesA),
    classesB: classes.map(([, classesB]) => classesB),
    coloursA: keepColours ? refined.rounds.map(({ colours }) => colours[0]) : [],
    coloursB: keepColours ? refined.rounds.map(({ colours }) => colours[1]) : [],
    ...explained,
    exact,
    ...(exact ? {} : { note: hashNote(refined.rounds[0].colours[0].length, classes.length) }),
  };
}

const equality = (explanation: string) => ({
  witness: undefined,
  explanation,
  explanationParts: explanationParts(explanation, 0),
});

/** Two of m random numbers of 64 bits are equal with a chance below m^2 / 2^65; m: the tuples of both graphs in a round. */
function hashNote(tuples: number, rounds: number): string {
  const chance = (rounds * (2 * tuples) ** 2) / 2 ** 65;
  return `More than 200,000 tuples: colours were told apart by hashes of 64 bits instead of in full. If hashes are as good as random numbers, the chance that two different colours were taken for one anywhere in this comparison is below 1e${Math.ceil(Math.log10(chance))}.`;
}
