// The recorded runs that the page shows before anything is trained, as written by `scripts/record-mixer.mjs`.
import { bytesFromBase64 } from '../../../images/bytes';
import type { DataName } from '../../../images/image-data';
import type { HeldOutPoint, LossPoint } from '../../../training/run';
import type { Evaluation, RunDescription } from '../run';
import type { MixerSettings, ModelName } from '../settings';

/** A file of recorded runs. Points are lists to keep the file small; bytes are base64. */
export interface RecordedFile {
  settings: MixerSettings;
  /** What made the runs: backend, kernels, versions. */
  environment: Record<string, string>;
  trainImages: number;
  heldOutImages: number;
  stepsPerEpoch: number;
  classNames: string[];
  models: Record<ModelName, { parameters: number; runs: RecordedRun[] }>;
  showcase: {
    sampleImages: string;
    losses: [imagesSeen: number, loss: number][];
    evaluation: Omit<Evaluation, 'filters'>;
    filters: { block: number; count: number; rows: number; columns: number; largest: number; values: string }[];
  };
}

export interface RecordedRun {
  seed: number;
  /** 95 % bootstrap interval of the last accuracy over the held-out images. */
  interval: [low: number, high: number];
  points: [imagesSeen: number, accuracy: number, loss: number][];
}

/** The recorded experiment on one data set, ready for the figures. */
export interface RecordedExperiment {
  data: DataName;
  file: RecordedFile;
  description: RunDescription;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
  evaluation: Evaluation;
}

const pointsOf = (run: RecordedRun, batch: number): HeldOutPoint[] =>
  run.points.map(([imagesSeen, accuracy, loss]) => ({
    step: Math.ceil(imagesSeen / batch),
    imagesSeen,
    accuracy,
    loss,
  }));

/** Turns a file into what the figures take. The showcase is the Mixer run with the seed of the settings. */
export function recordedExperiment(file: RecordedFile): RecordedExperiment {
  const { settings, showcase } = file;
  const run = file.models.mixer.runs.find(({ seed }) => seed === settings.seed) ?? file.models.mixer.runs[0];
  return {
    data: settings.data,
    file,
    description: {
      settings,
      classNames: file.classNames,
      parameters: file.models.mixer.parameters,
      stepsPerEpoch: file.stepsPerEpoch,
      totalSteps: file.stepsPerEpoch * settings.epochs,
      trainImages: file.trainImages,
      heldOutImages: file.heldOutImages,
      sampleImages: bytesFromBase64(showcase.sampleImages),
    },
    losses: showcase.losses.map(([imagesSeen, loss]) => ({
      step: Math.ceil(imagesSeen / settings.batch),
      imagesSeen,
      loss,
    })),
    heldOut: pointsOf(run, settings.batch),
    evaluation: {
      ...showcase.evaluation,
      filters: showcase.filters.map(({ values, largest, ...shape }) => ({
        ...shape,
        values: Float32Array.from(bytesFromBase64(values), (byte) => ((byte - 128) / 127) * largest),
      })),
    },
  };
}
