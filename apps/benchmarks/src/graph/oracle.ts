// Weisfeiler-Leman tests on pairs like those of BREC: small graphs that 1-WL does not tell apart.
import {
  circularSkipLink,
  compareGraphs,
  cycleGraph,
  disjointUnion,
  type GraphData,
  namedPair,
  randomRegularGraph,
  type WlTest,
} from '@perceptrons/graph';
import type { Subject } from '../harness/contender';

type Pair = readonly [GraphData, GraphData];

/** Vertices and neighbours of the regular graphs that are drawn, eight pairs of each. */
const REGULAR = [
  [10, 3],
  [16, 6],
  [24, 4],
] as const;
const DRAWS = 8;

/** Pairs of regular graphs with 10 to 41 vertices; `quick`: two small ones. */
export function oraclePairs(quick: boolean): Pair[] {
  const cycles = (half: number): Pair => [cycleGraph(2 * half), disjointUnion(cycleGraph(half), cycleGraph(half))];
  if (quick) return [cycles(3), cycles(4)];
  const { a, b } = namedPair('rook-shrikhande');
  const links = [2, 3, 4, 5].map((skip) => circularSkipLink({ nodeCount: 41, skip }));
  const drawn = REGULAR.flatMap(([nodeCount, degree]) =>
    Array.from({ length: DRAWS }, (_, draw): Pair => {
      const [first, second] = [2 * draw, 2 * draw + 1].map((key) => randomRegularGraph({ nodeCount, degree, key }));
      return [first, second];
    }),
  );
  return [cycles(8), cycles(16), [a, b], [links[0], links[1]], [links[2], links[3]], ...drawn];
}

/** A step is the test of all pairs. */
export function oracleSubject(test: WlTest, quick: boolean): Subject {
  const pairs = oraclePairs(quick);
  const compareAll = () => pairs.filter(([a, b]) => compareGraphs(a, b, { test, keepColours: false }).distinguished);
  return {
    // Tests differ in what they find, so there is nothing to compare.
    async check() {
      compareAll();
      return {};
    },
    step() {
      compareAll();
    },
  };
}
