// One run, from images to a trained model. It knows neither the page nor the browser: the recording script runs it too.
import { type ByteStore, batchCount, type DataSplits, imageBatches } from '@perceptrons/data';
import { AdamW, train, warmupCosine } from '@perceptrons/layers';
import { random } from '@perceptrons/tensor';
import type { LayersModel } from '@tensorflow/tfjs';
import { batchingThrottle } from '../../../engine/throttle';
import type { HeldOutPoint, LossPoint, RunDescription, RunMessage, RunProgress } from '../run';
import type { MixerSettings } from '../settings';
import { evaluate, shownSamples } from './evaluate';
import { buildModel, parameterCount } from './models';
import { trainingData } from './training-data';

export const checkpointName = 'mixer/checkpoint.safetensors';
/** Steps between two checkpoints. A reload repeats at most this many, exactly. The flat MLP takes far shorter steps. */
export const checkpointEvery = ({ model }: Pick<MixerSettings, 'model'>): number => (model === 'flat' ? 50 : 10);
const evaluationsPerEpoch = 4;
/** Milliseconds between two messages to the page. */
const messageInterval = 100;

export interface TrainingCall {
  settings: MixerSettings;
  sets: DataSplits;
  store: ByteStore;
  resume: boolean;
  signal: AbortSignal;
  /** Awaited after every step. */
  breathe(): Promise<void>;
  send(message: RunMessage): void;
  /** Called after every step, before `breathe`. */
  onStep?(item: { loss: LossPoint; heldOut?: HeldOutPoint }): Promise<void>;
  /** Called with the model before the first step. */
  onModel?(model: LayersModel, description: RunDescription): void;
}

export interface TrainedModel {
  model: LayersModel;
  description: RunDescription;
  stopped: 'finished' | 'cancelled';
}

interface ProgressItem {
  progress: RunProgress;
  loss: LossPoint;
  heldOut?: HeldOutPoint;
}

/** Trains the model of the settings and reports every step, at most ten messages a second. The caller owns the model. */
export async function trainModel(call: TrainingCall): Promise<TrainedModel> {
  const { settings, send, signal } = call;
  const { train: images, test: heldOut } = trainingData(settings, call.sets);
  const stepsPerEpoch = batchCount(images, { batchSize: settings.batch });
  const totalSteps = stepsPerEpoch * settings.epochs;
  const model = buildModel(settings, images.classNames.length);
  const description: RunDescription = {
    settings,
    classNames: images.classNames,
    parameters: parameterCount(model),
    stepsPerEpoch,
    totalSteps,
    trainImages: images.count,
    heldOutImages: heldOut.count,
    sampleImages: shownSamples(heldOut).images,
  };
  call.onModel?.(model, description);
  send({ kind: 'prepared', description });

  const imagesSeen = (step: number) => {
    const epoch = Math.floor(step / stepsPerEpoch);
    return epoch * images.count + Math.min((step % stepsPerEpoch) * settings.batch, images.count);
  };
  const messages = batchingThrottle<ProgressItem>((items) => {
    send({
      kind: 'progress',
      progress: items[items.length - 1].progress,
      losses: items.map(({ loss }) => loss),
      heldOut: items.flatMap((item) => item.heldOut ?? []),
    });
  }, messageInterval);
  const every = Math.max(1, Math.round(stepsPerEpoch / evaluationsPerEpoch));
  const key = random.foldIn(random.key(settings.seed), 2);
  const optimizer = new AdamW({ learningRate: settings.rate, weightDecay: settings.decay });
  try {
    const result = await train({
      model,
      optimizer,
      epochs: settings.epochs,
      stepsPerEpoch,
      data: (epoch, skip) =>
        imageBatches(images, {
          batchSize: settings.batch,
          key,
          epoch,
          skip,
          labelSmoothing: settings.smoothing,
        }),
      schedule: warmupCosine({
        base: settings.rate,
        warmupSteps: Math.round(0.05 * totalSteps),
        totalSteps,
      }),
      clipNorm: 1,
      accuracy: false,
      signal,
      checkpoint: { store: call.store, name: checkpointName, everySteps: checkpointEvery(settings) },
      resume: call.resume,
      onStep: async (event) => {
        const at = { step: event.step, imagesSeen: imagesSeen(event.step) };
        const last = event.step === totalSteps;
        let point: HeldOutPoint | undefined;
        if (last || event.step % every === 0) {
          const { loss, ...evaluation } = await evaluate(model, heldOut, at, { final: last });
          send({ kind: 'evaluation', evaluation });
          point = { ...at, accuracy: evaluation.accuracy, loss };
        }
        const item = { progress: event, loss: { ...at, loss: event.loss }, heldOut: point };
        messages.push(item);
        await call.onStep?.(item);
        await call.breathe();
      },
    });
    messages.flush();
    return { model, description, stopped: result.stopped };
  } catch (error) {
    messages.flush();
    throw error;
  } finally {
    optimizer.dispose();
  }
}
