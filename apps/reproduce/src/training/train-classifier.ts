import { batchCount, imageBatches } from '@perceptrons/data';
import { accuracy, correctness } from '@perceptrons/evaluation';
import { AdamW, train, warmupCosine } from '@perceptrons/layers';
import type { random } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { Cancelled } from '../framework/cancelled';
import type { PartContext } from '../framework/run-context';
import { classify } from './classify';
import type { ImageData } from './image-data';
import type { Recipe } from './recipe';

/** Settings of {@link trainClassifier}. */
export interface TrainClassifierOptions {
  part: PartContext;
  /** Trained in place; the caller disposes it. */
  model: tf.LayersModel;
  data: ImageData;
  recipe: Recipe;
  /** Decides the order of the images. */
  key: random.Key;
}

/** What the training of one model leaves, as plain JSON. A type and not an interface, so that it counts as JSON. */
export type TrainedClassifier = {
  parameters: number;
  /** Held-out accuracy at the end, a fraction. */
  accuracy: number;
  /** After every epoch, from 1: mean training loss and held-out accuracy. */
  curve: Array<{ epoch: number; loss: number; accuracy: number }>;
  /** Training loss of every step. */
  stepLosses: number[];
  /** For every held-out image, in order, 1 if it was classified correctly, else 0. */
  correct: string;
};

/** Training steps between two lines of the record. */
const STEPS_PER_LINE = 10;
/** A checkpoint of a small model takes a few milliseconds; at this spacing a kill costs seconds. */
const STEPS_PER_CHECKPOINT = 25;

/**
 * Trains a classifier as part of a run: progress, record, checkpoints, resume.
 *
 * @throws Cancelled when the run was stopped; a checkpoint is saved then.
 */
export async function trainClassifier(options: TrainClassifierOptions): Promise<TrainedClassifier> {
  const { part, model, data, recipe, key } = options;
  const { epochs, batchSize, learningRate, warmupShare, weightDecay, labelSmoothing, clipNorm } = recipe;
  const totalSteps = epochs * batchCount(data.train, { batchSize });
  const optimizer = new AdamW({ learningRate, weightDecay });
  let scores: Float32Array | undefined;
  try {
    const result = await train({
      model,
      data: (epoch, skip) => imageBatches(data.train, { batchSize, key, epoch, skip, labelSmoothing }),
      epochs,
      optimizer,
      schedule: warmupCosine({ base: learningRate, warmupSteps: Math.ceil(warmupShare * totalSteps), totalSteps }),
      clipNorm,
      signal: part.signal,
      checkpoint: { ...part.checkpoint, everySteps: STEPS_PER_CHECKPOINT },
      resume: true,
      async onStep({ epoch, step, loss, learningRate: rate, ...event }) {
        part.progress({ step, loss, ...event });
        if (step % STEPS_PER_LINE === 0 || step === totalSteps) {
          await part.log({ kind: 'step', epoch: epoch + 1, step, loss, learningRate: rate });
        }
      },
      async onEpoch({ epoch, step, loss }) {
        scores = await classify(model, data.test);
        const measured = await accuracy(scores, data.test.labels);
        await part.log({ kind: 'epoch', epoch: epoch + 1, step, loss, heldOutAccuracy: measured });
      },
    });
    if (result.stopped === 'cancelled') throw new Cancelled();
    scores ??= await classify(model, data.test);
    const curve = part.logged().filter((values) => values.kind === 'epoch');
    return {
      parameters: model.countParams(),
      accuracy: await accuracy(scores, data.test.labels),
      curve: curve.map((values) => ({
        epoch: Number(values.epoch),
        loss: Number(values.loss),
        accuracy: Number(values.heldOutAccuracy),
      })),
      stepLosses: result.stepLosses,
      correct: (await correctness(scores, data.test.labels)).join(''),
    };
  } finally {
    optimizer.dispose();
  }
}
