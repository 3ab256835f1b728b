// First rounds at which the tests see a difference, over pairs of graphs.
import { compareGraphsAsync, type GraphData, type WlTest } from '@perceptrons/graph';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';

/** A pair of graphs under a number. */
export interface NumberedPair {
  index: number;
  a: GraphData;
  b: GraphData;
}

/** Triples of the largest graph of BREC, with 198 vertices, and some more. */
const MOST_TUPLES = 8_000_000;

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
    const began = performance.now();
    const round = await firstRound(a, b, test, part.signal);
    rows.push({ index, nodeCount: a.nodeCount, round, seconds: (performance.now() - began) / 1000 });
    const rate = rows.length / ((performance.now() - start) / 1000);
    part.progress({
      step: rows.length,
      totalSteps: pairs.length,
      loss: 0,
      examplesPerSecond: rate,
      secondsLeft: (pairs.length - rows.length) / rate,
    });
  }
  return rows;
}

async function firstRound(a: GraphData, b: GraphData, test: WlTest, signal: AbortSignal): Promise<number | null> {
  if (signal.aborted) throw new Cancelled();
  try {
    // Colours of large pairs fill hundreds of megabytes, and only the round is wanted.
    const options = { test, keepColours: false, maxTuples: MOST_TUPLES, signal };
    return (await compareGraphsAsync(a, b, options)).round ?? null;
  } catch (error) {
    if (signal.aborted) throw new Cancelled();
    throw error;
  }
}

/** Number of pairs with a difference, within `rounds` rounds or in all. */
export function distinguishedWithin(rows: readonly OracleRow[], rounds = Number.POSITIVE_INFINITY): number {
  return rows.filter(({ round }) => round !== null && round <= rounds).length;
}
