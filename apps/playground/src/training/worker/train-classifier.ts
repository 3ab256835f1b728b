// The loop of every run of an image classifier: the recipe, its order, its figures. It knows neither the page nor the
// browser: the recording scripts run it too. Models that are compared are trained by this same function.
import { type ByteStore, batchCount, imageBatches, type LabelledImages } from '@perceptrons/data';
import { AdamW, train, warmupCosine } from '@perceptrons/layers';
import { random } from '@perceptrons/tensor';
import type { LayersModel } from '@tensorflow/tfjs';
import { batchingThrottle } from '../../engine/throttle';
import type { HeldOutPoint, LossPoint, RunProgress } from '../run';

const evaluationsPerEpoch = 4;
/** Milliseconds between two messages to the page. */
const messageInterval = 100;

/** The part of the settings that the loop follows. */
export interface Recipe {
  epochs: number;
  batch: number;
  seed: number;
  /** Peak learning rate. */
  rate: number;
  /** Weight decay of AdamW. */
  decay: number;
  /** Label smoothing. */
  smoothing: number;
}

export interface ProgressItem {
  progress: RunProgress;
  loss: LossPoint;
  heldOut?: HeldOutPoint;
}

/** A batch of progress, as it goes to the page. */
export interface ProgressReport {
  progress: RunProgress;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
}

export interface ClassifierTraining {
  model: LayersModel;
  images: LabelledImages;
  recipe: Recipe;
  checkpoint: { store: ByteStore; name: string; everySteps: number };
  resume: boolean;
  signal: AbortSignal;
  /** Measures the model on held-out images; called four times an epoch and after the last step. */
  evaluate(
    at: { step: number; imagesSeen: number },
    options: { final: boolean },
  ): Promise<{ accuracy: number; loss: number }>;
  /** Receives every step, at most ten times a second. */
  report(report: ProgressReport): void;
  /** Called after every step. */
  onStep?(item: ProgressItem): Promise<void>;
}

/** Steps of one epoch and of the whole run. */
export function stepsOf(images: LabelledImages, { batch, epochs }: Pick<Recipe, 'batch' | 'epochs'>) {
  const stepsPerEpoch = batchCount(images, { batchSize: batch });
  return { stepsPerEpoch, totalSteps: stepsPerEpoch * epochs };
}

/** Trains with AdamW, warm-up and cosine. Seed and images alone decide the order of the images. */
export async function trainClassifier(call: ClassifierTraining): Promise<'finished' | 'cancelled'> {
  const { model, images, recipe } = call;
  const { stepsPerEpoch, totalSteps } = stepsOf(images, recipe);
  const imagesSeen = (step: number) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    return epoch * images.count + Math.min((step % stepsPerEpoch) * recipe.batch, images.count);
  };
  const messages = batchingThrottle<ProgressItem>((items) => {
    call.report({
      progress: items[items.length - 1].progress,
      losses: items.map(({ loss }) => loss),
      heldOut: items.flatMap((item) => item.heldOut ?? []),
    });
  }, messageInterval);
  const every = Math.max(1, Math.round(stepsPerEpoch / evaluationsPerEpoch));
  const key = random.foldIn(random.key(recipe.seed), 2);
  const optimizer = new AdamW({ learningRate: recipe.rate, weightDecay: recipe.decay });
  try {
    const result = await train({
      model,
      optimizer,
      epochs: recipe.epochs,
      stepsPerEpoch,
      data: (epoch, skip) =>
        imageBatches(images, { batchSize: recipe.batch, key, epoch, skip, labelSmoothing: recipe.smoothing }),
      schedule: warmupCosine({ base: recipe.rate, warmupSteps: Math.round(0.05 * totalSteps), totalSteps }),
      clipNorm: 1,
      accuracy: false,
      signal: call.signal,
      checkpoint: call.checkpoint,
      resume: call.resume,
      onStep: async (event) => {
        const at = { step: event.step, imagesSeen: imagesSeen(event.step) };
        const last = event.step === totalSteps;
        let heldOut: HeldOutPoint | undefined;
        if (last || event.step % every === 0) heldOut = { ...at, ...(await call.evaluate(at, { final: last })) };
        const item = { progress: event, loss: { ...at, loss: event.loss }, heldOut };
        messages.push(item);
        await call.onStep?.(item);
      },
    });
    return result.stopped;
  } finally {
    messages.flush();
    optimizer.dispose();
  }
}
