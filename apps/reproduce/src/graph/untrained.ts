import { measureSeparation } from '@perceptrons/graph';
import { random } from '@perceptrons/tensor';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import type { NumberedPair } from './oracle-rounds';
import { isExact, type UntrainedSpec, untrainedModel } from './untrained-models';

/** How far apart a network puts the graphs of a pair; gaps are null where an embedding was not finite. */
export type UntrainedRow = {
  index: number;
  gap: number | null;
  relabelingGap: number | null;
  separated: boolean;
};

/**
 * Measures one network with random weights on pairs: separated where the gap between both graphs is above 1e-3 of the largest
 * entry and above 20 times the gap between relabelings. With exact sums there is no threshold: any gap counts that is above
 * 20 times the gap between relabelings, which is 0. Batch statistics are those of both graphs and a relabeling of each.
 */
export async function untrainedRows(
  part: PartContext,
  pairs: readonly NumberedPair[],
  spec: UntrainedSpec,
  seed: number,
): Promise<UntrainedRow[]> {
  const model = untrainedModel(spec, seed);
  const rows: UntrainedRow[] = [];
  const start = performance.now();
  try {
    for (const { index, a, b } of pairs) {
      if (part.signal.aborted) throw new Cancelled();
      const { gap, relabelingGap, separated } = await measureSeparation(model, a, b, {
        key: random.foldIn(random.key(seed), index),
        threshold: isExact(spec) ? 0 : undefined,
        batchStatistics: spec.kind !== 'ign' && spec.normalization === 'batch',
      });
      rows.push({ index, gap: finite(gap), relabelingGap: finite(relabelingGap), separated });
      const rate = rows.length / ((performance.now() - start) / 1000);
      part.progress({
        step: rows.length,
        totalSteps: pairs.length,
        loss: 0,
        examplesPerSecond: rate,
        secondsLeft: (pairs.length - rows.length) / rate,
      });
    }
  } finally {
    model.dispose();
  }
  return rows;
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
