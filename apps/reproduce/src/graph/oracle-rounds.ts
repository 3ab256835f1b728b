// First rounds at which the tests see a difference, over pairs of graphs.
import { compareGraphs, type GraphData, type WlTest } from '@perceptrons/graph';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';

/** A pair of graphs under a number. */
export interface NumberedPair {
  index: number;
  a: GraphData;
  b: GraphData;
}

/** What one test says about one pair. */
export type OracleRow = {
  index: number;
  nodeCount: number;
  /** First differing round; null where the colours became stable without a difference. */
  round: number | null;
  seconds: number;
};

/** Runs one test on pairs, one after the other. */
export async function oracleRounds(
  part: PartContext,
  pairs: readonly NumberedPair[],
  test: WlTest,
): Promise<OracleRow[]> {
  const rows: OracleRow[] = [];
  const start = performance.now();
  for (const { index, a, b } of pairs) {
    if (part.signal.aborted) throw new Cancelled();
    const began = performance.now();
    // Colours of large pairs fill hundreds of megabytes, and only the round is wanted.
    const { round = null } = compareGraphs(a, b, { test, keepColours: false, maxTuples: 8_000_000 });
    rows.push({ index, nodeCount: a.nodeCount, round, seconds: (performance.now() - began) / 1000 });
    const rate = rows.length / ((performance.now() - start) / 1000);
    part.progress({
      step: rows.length,
      totalSteps: pairs.length,
      loss: 0,
      examplesPerSecond: rate,
      secondsLeft: (pairs.length - rows.length) / rate,
    });
    // A turn of the event loop, so that a signal can arrive.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

/** Number of pairs with a difference, within `rounds` rounds or in all. */
export function distinguishedWithin(rows: readonly OracleRow[], rounds = Number.POSITIVE_INFINITY): number {
  return rows.filter(({ round }) => round !== null && round <= rounds).length;
}
