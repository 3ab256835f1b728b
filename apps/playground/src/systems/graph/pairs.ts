import { areIsomorphic, type GraphData, namedPairs, parseGraph6, toGraph6 } from '@perceptrons/graph';

/** Two graphs as they stand in the address: graph6. */
export interface PairText {
  a: string;
  b: string;
}

export interface KnownPair extends PairText {
  name: string;
  title: string;
}

/** The pairs one can choose. */
export const knownPairs: readonly KnownPair[] = namedPairs.map(({ name, title, a, b }) => ({
  name,
  title,
  a: toGraph6(a),
  b: toGraph6(b),
}));

/** What the page shows first. */
export const firstPair: KnownPair = knownPairs.find(({ name }) => name === 'decalin-bicyclopentyl') ?? knownPairs[0];

/** More refinements than this would make the page wait; graphs that need them are taken to be others. */
const maxSteps = 300;

/** Whether two graphs are the same under other numbers of their vertices, as far as that is quickly seen. */
export function sameGraph(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b]: GraphData[] = [parseGraph6(one), parseGraph6(other)];
  if (a.nodeCount !== b.nodeCount || a.edges.length !== b.edges.length) return false;
  return areIsomorphic(a, b, { maxSteps }).verdict === 'isomorphic';
}

/** Whether two pairs are the same graphs, whatever the numbers of their vertices. */
export const samePair = (one: PairText, other: PairText): boolean =>
  sameGraph(one.a, other.a) && sameGraph(one.b, other.b);

/** The known pair that two graphs are, under any numbers of their vertices. */
export const knownPairOf = (pair: PairText): KnownPair | undefined => knownPairs.find((known) => samePair(known, pair));
