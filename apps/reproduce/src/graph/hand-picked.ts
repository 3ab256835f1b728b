// Pairs of graphs picked by hand, with what an independent implementation of the tests said about them.
import {
  areIsomorphic,
  circularSkipLink,
  compareGraphs,
  cycleGraph,
  disjointUnion,
  namedPairs,
  type WlTest,
  wlTests,
} from '@perceptrons/graph';
import type { NumberedPair } from './oracle-rounds';

type Rounds = Readonly<Record<WlTest, number | null>>;

const rounds = (...values: (number | null)[]) =>
  Object.fromEntries(wlTests.map((test, i) => [test, values[i]])) as Record<WlTest, number | null>;

/** First differing rounds by 1-WL, 2-WL, 2-FWL, 3-WL and 3-FWL; null: never. */
export const expectedRounds: Readonly<Record<string, Rounds>> = {
  'path-star': rounds(1, 1, 1, 0, 0),
  'triangles-hexagon': rounds(null, null, 1, 0, 0),
  'k33-prism': rounds(null, null, 1, 0, 0),
  'decalin-bicyclopentyl': rounds(null, null, 2, 1, 1),
  'cycle-two-cycles': rounds(null, null, 1, 1, 1),
  'rook-shrikhande': rounds(null, null, null, null, 1),
};

/** The pairs that have expected rounds. */
export const handPicked = namedPairs.filter(({ name }) => name in expectedRounds);

/** What all tests say about one pair, what they mean by it, and whether the graphs are isomorphic. */
export type HandPickedRow = {
  name: string;
  title: string;
  rounds: Record<WlTest, number | null>;
  verdict: 'isomorphic' | 'different' | 'undecided';
  /** By the weakest test that sees a difference. */
  explanation: string;
};

/** All five tests on the pairs picked by hand. */
export function handPickedRows(): HandPickedRow[] {
  return handPicked.map(({ name, title, a, b }) => {
    const results = wlTests.map((test) => compareGraphs(a, b, { test }));
    return {
      name,
      title,
      rounds: rounds(...results.map(({ round = null }) => round)),
      verdict: areIsomorphic(a, b).verdict,
      explanation: results.find(({ distinguished }) => distinguished)?.explanation ?? '',
    };
  });
}

/** Skips of the circular skip links of 41 vertices that are usually compared. */
export const allSkips = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16];

/** All pairs of circular skip links of 41 vertices; index 100 r + s for skips r < s. */
export function skipLinkPairs(skips: readonly number[]): NumberedPair[] {
  const graphs = skips.map((skip) => circularSkipLink({ nodeCount: 41, skip }));
  return skips.flatMap((skip, i) =>
    graphs.slice(i + 1).map((b, j) => ({ index: 100 * skip + skips[i + 1 + j], a: graphs[i], b })),
  );
}

/** Round at which 2-FWL sees a difference between such a pair. */
export function expectedSkipLinkRound(index: number): number {
  return Math.floor(index / 100) <= 3 ? 1 : 2;
}

/** A cycle of 2m vertices and two cycles of m; the index is m. */
export function cyclePair(m: number): NumberedPair {
  return { index: m, a: cycleGraph(2 * m), b: disjointUnion(cycleGraph(m), cycleGraph(m)) };
}

/** Round at which 2-FWL sees a difference between such a pair. */
export function expectedCycleRound(m: number): number {
  return Math.ceil(Math.log2(m)) - 1;
}
