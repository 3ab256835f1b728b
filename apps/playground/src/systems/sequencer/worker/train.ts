// One run: the Sequencer, and beside it the Mixer, which sees the same images in the same order. It knows neither the page
// nor the browser: the recording script runs it too.
import type { ByteStore, DataSplits, LabelledImages } from '@perceptrons/data';
import { accuracy, negativeLogLikelihood } from '@perceptrons/evaluation';
import type { LayersModel } from '@tensorflow/tfjs';
import { predictProbabilities } from '../../../images/worker/predict';
import { runImages, shownSamples } from '../../../images/worker/sample-images';
import { JointProgress, takeTurns } from '../../../training/worker/take-turns';
import { type ProgressItem, stepsOf, trainClassifier } from '../../../training/worker/train-classifier';
import { type Contestant, contestants } from '../models';
import type { RunDescription, RunMessage } from '../run';
import type { SequencerSettings } from '../settings';
import { checkpointEvery, checkpointName } from './files';
import { measureSizes } from './measure-sizes';
import { buildModel, type Models, modelCost } from './models';

export interface TrainingCall {
  settings: SequencerSettings;
  sets: DataSplits;
  store: ByteStore;
  resume: boolean;
  signal: AbortSignal;
  /** Awaited after every step of both models, and between two sides while they are measured. */
  breathe(): Promise<void>;
  send(message: RunMessage): void;
  /** Called after every step of a model. */
  onStep?(model: Contestant, item: ProgressItem): Promise<void>;
  /** Called with the models before the first step. */
  onModels?(models: Models, description: RunDescription): void;
}

export interface TrainedModels {
  models: Models;
  description: RunDescription;
  stopped: 'finished' | 'cancelled';
}

async function heldOutFigures(model: LayersModel, heldOut: LabelledImages) {
  const probabilities = await predictProbabilities(model, heldOut);
  return {
    accuracy: await accuracy(probabilities, heldOut.labels),
    loss: await negativeLogLikelihood(probabilities, heldOut.labels, { from: 'probabilities' }),
  };
}

/** Trains the models of the settings step by step in turns, then measures them at every side. The caller owns them. */
export async function trainModels(call: TrainingCall): Promise<TrainedModels> {
  const { settings, send } = call;
  const { train: images, test: heldOut } = runImages(settings, call.sets);
  const { classNames } = images;
  const build = (name: Contestant) => buildModel(name, settings, classNames.length);
  const cost = (name: Contestant) => modelCost(name, settings, classNames.length);
  const both = settings.beside === 'mixer';
  const models: Models = { sequencer: build('sequencer'), mixer: both ? build('mixer') : undefined };
  const samples = shownSamples(heldOut);
  const description: RunDescription = {
    settings,
    classNames,
    costs: { sequencer: cost('sequencer'), mixer: both ? cost('mixer') : undefined },
    ...stepsOf(images, settings),
    trainImages: images.count,
    heldOutImages: heldOut.count,
    sampleImages: samples.images,
    sampleLabels: [...samples.labels],
  };
  call.onModels?.(models, description);
  send({ kind: 'prepared', description });

  const trained = contestants.flatMap((name) => {
    const model = models[name];
    return model ? [{ name, model }] : [];
  });
  const joint = new JointProgress<Contestant>();
  const end = await takeTurns(trained, call, ({ name, model }, { signal, next }) =>
    trainClassifier({
      model,
      images,
      recipe: settings,
      checkpoint: { store: call.store, name: checkpointName(name), everySteps: checkpointEvery },
      resume: call.resume,
      signal,
      evaluate: () => heldOutFigures(model, heldOut),
      report: (report) => {
        send({ kind: 'progress', model: name, ...report, progress: joint.after(name, report.progress) });
      },
      onStep: async (item) => {
        await call.onStep?.(name, item);
        await next();
      },
    }),
  );
  const stopped = end === 'finished' && (await measured(call, models, heldOut)) ? 'finished' : 'cancelled';
  return { models, description, stopped };
}

/** False when the run was cancelled meanwhile. */
async function measured({ signal, breathe, send }: TrainingCall, models: Models, heldOut: LabelledImages) {
  await measureSizes({
    ...models,
    heldOut,
    signal,
    onSide: async (side) => {
      await breathe();
      send({ kind: 'note', text: `Measuring the same weights at ${side} × ${side}` });
    },
    onPoint: (point) => send({ kind: 'size', point }),
  });
  return !signal.aborted;
}
