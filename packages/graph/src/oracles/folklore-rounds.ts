import type { ColourRounds } from './colouring';
import { exactNames } from './exact-names';
import { folkloreRound } from './folklore-round';
import { hashedNames } from './hashed-names';
import { partOf } from './steps';
import { tupleStart } from './tuple-start';
import type { WlGraph } from './wl-graph';

/** Tuples of one graph up to which signatures are compared in full; beyond, by two hashes of 32 bits. */
export const EXACT_TUPLES = 200_000;

/**
 * k-FWL, folklore: a tuple sees its own colour and the multiset over all vertices w of the k colours that come about by
 * putting w at position 1, ..., k.
 */
export function folkloreRounds(graphs: readonly WlGraph[], k: number): ColourRounds {
  const nodeCounts = graphs.map(({ nodeCount }) => nodeCount);
  const exact = Math.max(...nodeCounts) ** k <= EXACT_TUPLES;
  return {
    k,
    start: () => tupleStart(graphs, k),
    *next(colouring) {
      const names = exact
        ? yield* partOf(exactNames(colouring.colours, nodeCounts, k), 0, 0.1)
        : hashedNames(colouring.colours, nodeCounts, k);
      return yield* partOf(folkloreRound(colouring, nodeCounts, k, names), 0.1, 1);
    },
  };
}
