import { DataError } from '@perceptrons/tensor';
import { summariseSeeds } from '../intervals/seed-summary';

/** Mean and spread over folds at one epoch. */
export interface EpochSummary {
  /** Number of the epoch, from 0. */
  epoch: number;
  mean: number;
  /** Sample standard deviation over folds (divisor folds - 1); 0 for one fold. */
  deviation: number;
}

/** What the curves of several folds say. */
export interface FoldSummary {
  /** Number of folds. */
  folds: number;
  /** The epoch whose mean over folds is best, the first of equal ones: it is chosen on test data. */
  best: EpochSummary;
  /** The last epoch: nothing is chosen. */
  last: EpochSummary;
  /** Every epoch. */
  epochs: EpochSummary[];
}

/**
 * Mean and standard deviation over folds for every epoch, the best epoch and the last one.
 *
 * Published cross-validation figures of graph networks are those of the best epoch, one for all folds: chosen on the data that
 * are tested on, they are too good. The last epoch beside it says by how much about.
 *
 * @param curves For each fold a value after every epoch, for example its accuracy.
 * @param options Settings.
 * @param options.better 'higher' (default) for accuracies, 'lower' for errors.
 * @throws DataError `evaluation/fold-curves` for no folds, no epochs or curves of different lengths;
 * `evaluation/not-finite` for a value that is not finite.
 * Source: the protocol of Xu et al., "How powerful are graph neural networks?" (2019), section 7.
 */
export function summariseFolds(
  curves: ReadonlyArray<ArrayLike<number>>,
  { better = 'higher' }: { better?: 'higher' | 'lower' } = {},
): FoldSummary {
  const lengths = curves.map(({ length }) => length);
  if (curves.length === 0 || lengths[0] === 0 || lengths.some((length) => length !== lengths[0])) {
    throw new DataError({
      code: 'evaluation/fold-curves',
      argument: 'curves',
      message: `The curves of ${curves.length} folds have ${lengths.join(', ') || 'no'} epochs. All folds must have the same number, at least 1.`,
    });
  }
  const epochs = Array.from({ length: lengths[0] }, (_, epoch): EpochSummary => {
    const { mean, deviation } = summariseSeeds(curves.map((curve) => curve[epoch]));
    return { epoch, mean, deviation };
  });
  const sign = better === 'higher' ? 1 : -1;
  const best = epochs.reduce((found, entry) => (sign * (entry.mean - found.mean) > 0 ? entry : found));
  return { folds: curves.length, best, last: epochs[epochs.length - 1], epochs };
}
