// The published BREC protocol: a network of its own is trained for every pair, then tested with Hotelling's statistic.
import { encodeWithLoops, type PairOutcome, ppgn, reliablePairedComparison } from '@perceptrons/graph';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import type { BrecPair } from './brec-data';

/** What the protocol says about one pair; statistics are null where an embedding was not finite. */
export type ProtocolRow = {
  seed: number;
  index: number;
  category: string;
  distinguished: boolean;
  reliable: boolean;
  statistic: number | null;
  reliabilityStatistic: number | null;
  epochs: number;
};

/** Vertices of the largest graphs on which training fits the 4 GiB of WASM memory; one pair of BREC is larger. */
export const TRAINED_VERTICES = 172;

/** Networks on graphs with more vertices compute their blocks twice instead of keeping what the gradient needs. */
const CHECKPOINT_VERTICES = 64;

/** Runs the protocol on some pairs with one seed, as published but for what `epochs` says. */
export async function protocolRows(
  part: PartContext,
  pairs: readonly BrecPair[],
  { seed, epochs }: { seed: number; epochs: number },
): Promise<ProtocolRow[]> {
  const start = performance.now();
  const checkpoint = pairs.some(({ a }) => a.nodeCount > CHECKPOINT_VERTICES);
  const { outcomes, stopped } = await reliablePairedComparison({
    model: (own) => ppgn({ preset: 'brec', masked: false, checkpoint, seed: own }),
    encode: encodeWithLoops,
    pairs,
    seeds: [seed],
    epochs,
    signal: part.signal,
    onProgress({ done, total, epoch, loss }) {
      const steps = done * epochs + epoch;
      const rate = steps / ((performance.now() - start) / 1000);
      const secondsLeft = (total * epochs - steps) / rate;
      part.progress({ step: steps, totalSteps: total * epochs, loss, examplesPerSecond: 64 * rate, secondsLeft });
    },
  });
  if (stopped === 'cancelled') throw new Cancelled();
  return outcomes.map(rowOf);
}

function rowOf(outcome: PairOutcome): ProtocolRow {
  const { seed, index, category = '', distinguished, reliable, statistic, reliabilityStatistic, epochs } = outcome;
  return {
    seed,
    index,
    category,
    distinguished,
    reliable,
    statistic: finite(statistic),
    reliabilityStatistic: finite(reliabilityStatistic),
    epochs,
  };
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
