import type { SamplePrediction } from '../../images/sample-grid';
import type { HeldOutPoint, LossPoint } from '../../training/run';
import type { ProgressReport } from '../../training/worker/train-classifier';
import type { MixerSettings } from './settings';

/** Input weights of the token MLP of one block: `count` images of rows x columns, one per hidden unit. */
export interface TokenFilters {
  block: number;
  count: number;
  rows: number;
  columns: number;
  values: Float32Array;
}

/** Everything the figures show about a model at one point of its run. */
export interface Evaluation {
  step: number;
  imagesSeen: number;
  accuracy: number;
  /** 95 % bootstrap interval over the held-out images; missing while the run goes on. */
  interval?: [number, number];
  /** counts[true class][predicted class]. */
  confusion: number[][];
  samples: SamplePrediction[];
  /** Empty for models without token mixing. */
  filters: TokenFilters[];
}

/** What is fixed once the data and the model are there. */
export interface RunDescription {
  settings: MixerSettings;
  classNames: string[];
  /** Number of weights of the model. */
  parameters: number;
  stepsPerEpoch: number;
  totalSteps: number;
  trainImages: number;
  heldOutImages: number;
  /** Sample images, 28 x 28 bytes each, as the model sees them. */
  sampleImages: Uint8Array;
}

/** What the worker sends while it trains. */
export type RunMessage =
  | { kind: 'note'; text: string }
  | { kind: 'prepared'; description: RunDescription }
  | ({ kind: 'progress' } & ProgressReport)
  | { kind: 'evaluation'; evaluation: Evaluation };

/** A run as it is saved next to its checkpoint. */
export interface SavedRun {
  description: RunDescription;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
  evaluation?: Evaluation;
  finished: boolean;
}
