// The recorded runs that the page shows before anything is trained, as written by `scripts/record-sequencer.mjs`.
import { bytesFromBase64 } from '../../../images/bytes';
import { type Contestant, contestants } from '../models';
import type { Course, RunDescription, Score, SizePoint, SizeView } from '../run';
import type { SequencerSettings } from '../settings';

/** A file of recorded runs. Points are lists to keep the file small; bytes are base64. */
export interface RecordedFile {
  settings: SequencerSettings;
  /** What made the runs: backend, kernels, versions. */
  environment: Record<string, string>;
  costs: Required<RunDescription['costs']>;
  trainImages: number;
  heldOutImages: number;
  stepsPerEpoch: number;
  classNames: string[];
  /** One entry per seed; the first is the showcase. */
  runs: RecordedRun[];
  showcase: {
    sampleImages: string;
    sampleLabels: number[];
    losses: Record<Contestant, [imagesSeen: number, loss: number][]>;
    perClass: Record<string, number[]>;
    /** Probabilities of the samples by side. */
    probabilities: Record<string, number[][]>;
    /** Those of the Mixer, at 28 x 28. */
    mixerProbabilities: number[][];
    /** Receptive fields at the side of the settings, as bytes from 0 to 255. */
    maps: { block: number; rows: number; columns: number; values: string }[];
  };
}

type Range = [accuracy: number, low: number, high: number];

export interface RecordedRun {
  seed: number;
  courses: Record<Contestant, [imagesSeen: number, accuracy: number, loss: number][]>;
  /** Accuracy and its interval by side. */
  sizes: Record<string, Range>;
  /** The Mixer at 28 x 28, and rebuilt for 56 x 56. */
  mixer: { own: Range; rebuilt: Range };
}

/** The recorded experiment, ready for the figures. */
export interface RecordedExperiment {
  file: RecordedFile;
  description: RunDescription;
  courses: Record<Contestant, Course>;
  sizes: SizePoint[];
  /** What is recorded about a side; the images are those of 28 x 28, and there are maps for one side alone. */
  viewAt(side: number): SizeView | undefined;
}

const scoreOf = ([accuracy, low, high]: Range): Score => ({ accuracy, interval: [low, high] });

function courseOf(file: RecordedFile, model: Contestant): Course {
  const step = (imagesSeen: number) => Math.ceil(imagesSeen / file.settings.batch);
  return {
    losses: file.showcase.losses[model].map(([imagesSeen, loss]) => ({ step: step(imagesSeen), imagesSeen, loss })),
    heldOut: file.runs[0].courses[model].map(([imagesSeen, accuracy, loss]) => ({
      step: step(imagesSeen),
      imagesSeen,
      accuracy,
      loss,
    })),
  };
}

/** The points of one recorded run, the smallest side first. */
export function recordedSizes(run: RecordedRun, perClass: Record<string, number[]> = {}): SizePoint[] {
  const mixer: Record<string, SizePoint['mixer']> = {
    28: { ...scoreOf(run.mixer.own), rebuilt: false },
    56: { ...scoreOf(run.mixer.rebuilt), rebuilt: true },
  };
  return Object.entries(run.sizes).map(([side, range]) => ({
    side: Number(side),
    ...scoreOf(range),
    perClass: perClass[side] ?? [],
    mixer: mixer[side],
  }));
}

/** Turns a file into what the figures take. */
export function recordedExperiment(file: RecordedFile): RecordedExperiment {
  const { settings, showcase } = file;
  const sampleImages = bytesFromBase64(showcase.sampleImages);
  const maps = showcase.maps.map(({ values, ...shape }) => ({
    ...shape,
    values: Float32Array.from(bytesFromBase64(values), (byte) => byte / 255),
  }));
  return {
    file,
    description: {
      settings,
      classNames: file.classNames,
      costs: file.costs,
      stepsPerEpoch: file.stepsPerEpoch,
      totalSteps: file.stepsPerEpoch * settings.epochs,
      trainImages: file.trainImages,
      heldOutImages: file.heldOutImages,
      sampleImages,
      sampleLabels: showcase.sampleLabels,
    },
    courses: Object.fromEntries(contestants.map((model) => [model, courseOf(file, model)])) as Record<
      Contestant,
      Course
    >,
    sizes: recordedSizes(file.runs[0], showcase.perClass),
    viewAt(side) {
      const probabilities = showcase.probabilities[side];
      if (!probabilities) return undefined;
      return {
        side,
        pixels: sampleImages,
        probabilities,
        maps: maps.filter(({ rows }) => rows === side),
        mixer: side === 28 ? { probabilities: showcase.mixerProbabilities } : {},
      };
    },
  };
}
