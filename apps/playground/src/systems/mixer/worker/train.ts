// One run, from images to a trained model. It knows neither the page nor the browser: the recording script runs it too.
import type { ByteStore, DataSplits } from '@perceptrons/data';
import type { LayersModel } from '@tensorflow/tfjs';
import { shownSamples } from '../../../images/worker/sample-images';
import type { HeldOutPoint, LossPoint } from '../../../training/run';
import { stepsOf, trainClassifier } from '../../../training/worker/train-classifier';
import type { RunDescription, RunMessage } from '../run';
import type { MixerSettings } from '../settings';
import { evaluate } from './evaluate';
import { checkpointEvery, checkpointName } from './files';
import { buildModel, parameterCount } from './models';
import { trainingData } from './training-data';

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

/** Trains the model of the settings and reports every step, at most ten messages a second. The caller owns the model. */
export async function trainModel(call: TrainingCall): Promise<TrainedModel> {
  const { settings, send, signal } = call;
  const { train: images, test: heldOut } = trainingData(settings, call.sets);
  const model = buildModel(settings, images.classNames.length);
  const description: RunDescription = {
    settings,
    classNames: images.classNames,
    parameters: parameterCount(model),
    ...stepsOf(images, settings),
    trainImages: images.count,
    heldOutImages: heldOut.count,
    sampleImages: shownSamples(heldOut).images,
  };
  call.onModel?.(model, description);
  send({ kind: 'prepared', description });
  const stopped = await trainClassifier({
    model,
    images,
    recipe: settings,
    checkpoint: { store: call.store, name: checkpointName, everySteps: checkpointEvery(settings) },
    resume: call.resume,
    signal,
    evaluate: async (at, options) => {
      const { loss, ...evaluation } = await evaluate(model, heldOut, at, options);
      send({ kind: 'evaluation', evaluation });
      return { accuracy: evaluation.accuracy, loss };
    },
    report: (report) => send({ kind: 'progress', ...report }),
    onStep: async (item) => {
      await call.onStep?.(item);
      await call.breathe();
    },
  });
  return { model, description, stopped };
}
