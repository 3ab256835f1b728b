import { ppgn, type SkipActivation, trainFold } from '@perceptrons/graph';
import { random } from '@perceptrons/tensor';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import type { TuSet } from './tu-sets';

/** A network and how it is trained. A type and not an interface, so that it counts as JSON. */
export type TuTraining = {
  blockWidths: number[];
  epochs: number;
  batchSize: number;
  learningRate: number;
  decay: number;
  /** Default `linear`. */
  skipActivation?: SkipActivation;
};

/** How graphs come together. */
export type Batching = { batching: 'equal-size' | 'padded'; sortWindow?: number };

/** What a fold leaves, as plain JSON. */
export type FoldRun = {
  parameters: number;
  /** Mean over the batches of an epoch of their summed loss. */
  losses: number[];
  /** Test accuracy after every epoch, fractions. */
  accuracies: number[];
  /** Median over epochs of the seconds of the training steps. */
  secondsPerEpoch: number;
};

/** Epochs between two checkpoints: a kill costs seconds. */
const EPOCHS_PER_CHECKPOINT = 10;

/** Trains and tests one fold of a set as a part of a run: progress, record, checkpoints, resume. */
export async function runFold(
  part: PartContext,
  set: TuSet,
  training: TuTraining,
  { fold, seed, batching = 'equal-size', sortWindow }: { fold: number; seed: number } & Partial<Batching>,
): Promise<FoldRun> {
  const { blockWidths, skipActivation, ...rest } = training;
  const nodeLabelCount = set.nodeLabelValues?.length ?? 0;
  const key = random.foldIn(random.key(seed), fold);
  const model = ppgn({
    inputChannels: 1 + nodeLabelCount,
    outputUnits: set.classValues?.length ?? 0,
    blockWidths,
    skipActivation,
    masked: batching === 'padded',
    seed: 1000 * seed + fold,
  });
  try {
    const { curve, stopped } = await trainFold({
      ...rest,
      graphs: set.graphs,
      fold: set.folds[fold],
      model,
      key,
      batching,
      sortWindow,
      encoding: { encoding: 'reference-tu', nodeLabelCount },
      signal: part.signal,
      checkpoint: { ...part.checkpoint, everyEpochs: EPOCHS_PER_CHECKPOINT },
      onStep: ({ step, totalSteps, loss, examplesPerSecond, secondsLeft }) =>
        part.progress({ step, totalSteps, loss, examplesPerSecond, secondsLeft }),
      onEpoch: (epoch, values) =>
        part.log({ kind: 'epoch', epoch: epoch + 1, loss: values.loss, testAccuracy: values.accuracy }),
    });
    if (stopped === 'cancelled') throw new Cancelled();
    const seconds = curve.map((entry) => entry.seconds).sort((a, b) => a - b);
    return {
      parameters: model.countParams(),
      losses: curve.map(({ loss }) => loss),
      accuracies: curve.map(({ accuracy }) => accuracy),
      secondsPerEpoch: seconds[seconds.length >> 1],
    };
  } finally {
    model.dispose();
  }
}
