import { type Fold, type FoldSummary, summariseFolds } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { type FoldEpoch, trainFold } from './train-fold';
import type { ProtocolOptions } from './train-graphs';

/** Settings of {@link crossValidate}. */
export interface CrossValidateOptions extends ProtocolOptions {
  graphs: readonly GraphData[];
  /** Published folds, of `readFolds`, or drawn ones, of `stratifiedFolds`. */
  folds: readonly Fold[];
  /** Makes a fresh model for a fold, from 0. It is disposed here. */
  model: (fold: number) => tf.LayersModel;
  /** Called after every epoch of a fold; both numbers from 0. */
  onEpoch?: (fold: number, epoch: number, values: FoldEpoch) => void | Promise<void>;
  /** Called when a fold is complete. */
  onFold?: (fold: number, curve: readonly FoldEpoch[]) => void | Promise<void>;
}

/** What {@link crossValidate} returns. */
export interface CrossValidation {
  /** The curve of every complete fold. */
  curves: FoldEpoch[][];
  /** Mean test accuracy over folds of the best epoch and of the last; absent if the signal came before the last fold. */
  summary?: FoldSummary;
  /** Mean seconds of the training steps of an epoch. */
  secondsPerEpoch: number;
  stopped: 'finished' | 'cancelled';
}

/**
 * Trains and tests a fresh model on every fold: the 10-fold protocol of the TU data sets. The summary has the epoch with the
 * best mean over folds, which the literature reports and which is chosen on test data, and the last epoch beside it.
 *
 * With a checkpoint, complete folds are kept and not trained again, and the fold at work goes on at its last checkpoint.
 *
 * @throws as `trainFold` does.
 * Source: Maron et al. 2019, section 6; the protocol is that of Xu et al. 2019.
 *
 * ```ts
 * const result = await crossValidate({
 *   graphs, folds, key: 100, epochs: 60, batchSize: 5, learningRate: 1e-3,
 *   encoding: { encoding: 'reference-tu', nodeLabelCount: 7 },
 *   model: (fold) => ppgn({ inputChannels: 8, outputUnits: 2, blockWidths: [16, 16, 16], masked: false, seed: fold }),
 * });
 * ```
 */
export async function crossValidate(options: CrossValidateOptions): Promise<CrossValidation> {
  const { folds, model: make, checkpoint, key, signal, onEpoch, onFold } = options;
  const curves: FoldEpoch[][] = [];
  for (const [number, fold] of folds.entries()) {
    const name = `${checkpoint?.name}-fold${number + 1}`;
    let curve = await readFold(options, name);
    if (curve === undefined) {
      if (signal?.aborted) return result(curves, false);
      const model = make(number);
      try {
        const trained = await trainFold({
          ...options,
          model,
          fold,
          key: random.foldIn(key, number),
          checkpoint: checkpoint && { ...checkpoint, name },
          onEpoch: (epoch, values) => onEpoch?.(number, epoch, values),
        });
        if (trained.stopped === 'cancelled') return result(curves, false);
        curve = trained.curve;
      } finally {
        model.dispose();
      }
      await checkpoint?.store.write(`${name}.json`, new TextEncoder().encode(JSON.stringify(curve)));
    }
    curves.push(curve);
    await onFold?.(number, curve);
  }
  return result(curves, true);
}

/** The curve of a fold that an earlier call completed. */
async function readFold({ checkpoint }: CrossValidateOptions, name: string): Promise<FoldEpoch[] | undefined> {
  const bytes = await checkpoint?.store.read(`${name}.json`);
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
}

function result(curves: FoldEpoch[][], complete: boolean): CrossValidation {
  const seconds = curves.flat().map((values) => values.seconds);
  return {
    curves,
    ...(complete && { summary: summariseFolds(curves.map((curve) => curve.map(({ accuracy }) => accuracy))) }),
    secondsPerEpoch: seconds.reduce((sum, value) => sum + value, 0) / seconds.length,
    stopped: complete ? 'finished' : 'cancelled',
  };
}
