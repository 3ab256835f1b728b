import { accuracy, correctness } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import { classify } from '../training/classify';
import type { ImageData } from '../training/image-data';
import type { Recipe } from '../training/recipe';
import { type TrainedClassifier, trainClassifier } from '../training/train-classifier';
import { trainingPhase } from '../training/training-phase';
import { type ResolutionModel, trainedSide } from './resolution-models';

/** Accuracy of one trained model on images of one size. */
export type SizeMeasurement = {
  side: number;
  /** Held-out accuracy, a fraction. */
  accuracy: number;
  /** For every held-out image, in order, 1 if it was classified correctly, else 0. */
  correct: string;
};

/** One model with one seed. */
export type ResolutionRun = {
  trained: TrainedClassifier;
  /** Without any training at the size; sides that the model cannot take are missing. */
  unchanged: SizeMeasurement[];
  /** After fine-tuning at its side. */
  tuned: TrainedClassifier;
};

/** What {@link measureSizes} needs. */
export interface MeasureSizesOptions {
  part: PartContext;
  subject: ResolutionModel;
  seed: number;
  data: ImageData;
  recipe: Recipe;
  /** The held-out images at every side. */
  heldOut: ReadonlyMap<number, ImageData['test']>;
  /** Images of the side of the fine-tuning. */
  tuningData: ImageData;
  tuningRecipe: Recipe;
}

/**
 * Trains a model at 28x28, measures it at every side without change, then fine-tunes it at the side of `tuningData`.
 *
 * @throws Cancelled when the run was stopped; training and fine-tuning have saved their state then.
 */
export async function measureSizes(options: MeasureSizesOptions): Promise<ResolutionRun> {
  const { part, subject, seed, data, recipe, heldOut, tuningData, tuningRecipe } = options;
  const key = random.key(seed);
  const model = subject.build({ seed });
  const withSize = async <Value>(side: number, use: (resized: tf.LayersModel) => Promise<Value>) => {
    const resized = side === trainedSide ? model : subject.at(model, side);
    try {
      return resized && (await use(resized));
    } finally {
      if (resized !== model) resized?.dispose();
    }
  };
  try {
    const trained = await trainClassifier({ part, model, data, recipe, key });
    const unchanged: SizeMeasurement[] = [];
    for (const [side, images] of heldOut) {
      if (part.signal.aborted) throw new Cancelled();
      const measured = await withSize(side, async (resized) => {
        const scores = await classify(resized, images);
        const correct = (await correctness(scores, images.labels)).join('');
        return { side, accuracy: await accuracy(scores, images.labels), correct };
      });
      if (measured) unchanged.push(measured);
    }
    const tuned = await withSize(tuningData.train.height, (resized) =>
      trainClassifier({
        part: trainingPhase(part, 'tune'),
        model: resized,
        data: tuningData,
        recipe: tuningRecipe,
        key: random.foldIn(key, 1),
      }),
    );
    return { trained, unchanged, tuned: tuned! };
  } finally {
    model.dispose();
  }
}
