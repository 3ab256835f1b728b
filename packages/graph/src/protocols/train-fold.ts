import type { Fold } from '@perceptrons/evaluation';
import { DataError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { predictPrepared, prepareGraphs } from './predict-graphs';
import { summedCrossEntropy } from './summed-losses';
import { type EpochCurve, type ProtocolOptions, removeCheckpoint, trainGraphs } from './train-graphs';

/** What is kept about an epoch of a fold. */
export type FoldEpoch = EpochCurve & {
  /** Share of the test graphs that are classified correctly. */
  accuracy: number;
  /** Seconds of measuring it. */
  testSeconds: number;
};

/** Settings of {@link trainFold}. */
export interface TrainFoldOptions extends ProtocolOptions {
  graphs: readonly GraphData[];
  /** Numbers of the graphs to train and to test on. */
  fold: Fold;
  /** Trained in place; its outputs are scores of the classes. The caller disposes it. */
  model: tf.LayersModel;
  /** Called after every epoch, from 0. */
  onEpoch?: (epoch: number, values: FoldEpoch) => void | Promise<void>;
}

/** What the training of one fold leaves. */
export interface TrainedFold {
  /** One entry for each epoch. */
  curve: FoldEpoch[];
  stopped: 'finished' | 'cancelled';
}

/**
 * Trains a classifier of graphs on one fold, and tests it after every epoch: cross-entropy summed over the batch, Adam with
 * epsilon 1e-8, the learning rate falling as `decaySchedule` says.
 *
 * @throws DataError `graph/class` for a graph whose target is no class that the model has a score for, `graph/no-graphs`;
 * ConfigError and TrainingError of `train`.
 * Source: Maron et al., "Provably powerful graph networks" (2019), section 6, and its published code.
 */
export async function trainFold(options: TrainFoldOptions): Promise<TrainedFold> {
  const { graphs, fold, model, encoding, onEpoch } = options;
  const classCount = model.outputs[0].shape[1] as number;
  const classes = graphs.map((graph, index) => classOf(graph, index, classCount));
  const train = Array.from(fold.train, (index) => graphs[index]);
  const targets = new Float32Array(train.length * classCount);
  fold.train.forEach((index, row) => {
    targets[row * classCount + classes[index]] = 1;
  });
  const test = prepareGraphs(
    model,
    Array.from(fold.test, (index) => graphs[index]),
    { encoding },
  );
  const labels = Array.from(fold.test, (index) => classes[index]);
  try {
    const result = await trainGraphs<Omit<FoldEpoch, keyof EpochCurve>>({
      ...options,
      graphs: train,
      targets,
      loss: summedCrossEntropy,
      async measure() {
        const started = performance.now();
        const accuracy = shareCorrect(await predictPrepared(model, test), labels);
        return { accuracy, testSeconds: (performance.now() - started) / 1000 };
      },
      async onEpoch(epoch, values) {
        await onEpoch?.(epoch, values);
      },
    });
    if (result.stopped === 'finished') await removeCheckpoint(options);
    return result;
  } finally {
    test.dispose();
  }
}

function classOf({ target }: GraphData, index: number, count: number): number {
  if (typeof target === 'number' && Number.isInteger(target) && target >= 0 && target < count) return target;
  throw new DataError({
    code: 'graph/class',
    argument: 'graphs',
    message: `The target of graph ${index} is ${target === undefined ? 'missing' : String(target)}. The model has scores for ${count} classes, so that it must be a whole number from 0 to ${count - 1}.`,
  });
}

/** Share of rows whose largest score is that of the label. */
function shareCorrect(scores: Float32Array, labels: readonly number[]): number {
  const width = scores.length / labels.length;
  const correct = labels.filter((label, row) => {
    const own = scores.subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.max(...own)) === label;
  });
  return correct.length / labels.length;
}
