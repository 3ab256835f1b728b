import type { HeldOutPoint, LossPoint } from '../../training/run';
import type { ProgressReport } from '../../training/worker/train-classifier';
import type { Contestant } from './models';
import type { SequencerSettings } from './settings';

/** What a model costs. */
export interface Cost {
  /** Number of weights. */
  parameters: number;
  /** Multiply-adds for one image as trained. */
  macs: number;
}

/** What is fixed once the data and the models are there. */
export interface RunDescription {
  settings: SequencerSettings;
  classNames: string[];
  /** The Mixer is missing where it is not trained. */
  costs: { sequencer: Cost; mixer?: Cost };
  stepsPerEpoch: number;
  totalSteps: number;
  trainImages: number;
  heldOutImages: number;
  /** Sample images, 28 x 28 bytes each. */
  sampleImages: Uint8Array;
  sampleLabels: number[];
}

/** The curves of one model. */
export interface Course {
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
}

/** An accuracy with its 95 % bootstrap interval over the held-out images. */
export interface Score {
  accuracy: number;
  interval: [low: number, high: number];
}

/** What the trained weights reach on the held-out images at one side. */
export interface SizePoint extends Score {
  side: number;
  /** Share of the images of each class that are named right. */
  perClass: number[];
  /** The Mixer, where it runs: at the side it was trained at, or rebuilt for a whole multiple of it. */
  mixer?: Score & { rebuilt: boolean };
}

/** Which pixels move the answer in the middle after one block: rows x columns values in [0, 1], 0 exactly for none. */
export interface FieldMap {
  block: number;
  rows: number;
  columns: number;
  values: Float32Array;
}

/** The sample images at one side, and what the weights of the moment make of them. */
export interface SizeView {
  side: number;
  /** The images at this side, side x side bytes each. */
  pixels: Uint8Array;
  /** Class probabilities of the Sequencer, one list per image. */
  probabilities: number[][];
  maps: FieldMap[];
  /** The Mixer's, or why it cannot answer. */
  mixer: { probabilities?: number[][]; reason?: string };
}

/** What the worker sends while it trains and measures. */
export type RunMessage =
  | { kind: 'note'; text: string }
  | { kind: 'prepared'; description: RunDescription }
  | ({ kind: 'progress'; model: Contestant } & ProgressReport)
  | { kind: 'size'; point: SizePoint };

/** A run as it is saved next to its checkpoints. */
export interface SavedRun {
  description: RunDescription;
  /** Losses by model. */
  losses: Record<Contestant, LossPoint[]>;
  heldOut: Record<Contestant, HeldOutPoint[]>;
  sizes: SizePoint[];
  finished: boolean;
}
