import type { RunProgress } from '../../training/run';
import type { Contestant } from './models';
import type { PairText } from './pairs';
import type { GraphSettings } from './settings';

/** A network before or while it learns: how far its answers to two graphs lie apart. */
export interface Separation {
  /** Largest difference between the outputs for A and B, relative to the largest output. */
  gap: number;
  /** The same between two labelings of one graph: rounding errors. */
  relabelingGap: number;
  /** Whether the first is not explained by the second. */
  separated: boolean;
  /** Probability with which the network calls A, and B, the graph B. */
  asB: readonly [a: number, b: number];
}

/** What is asked of both networks. */
export interface PairSettings extends PairText {
  settings: GraphSettings;
}

/** What is fixed once the models are there. */
export interface RunDescription extends PairSettings {
  totalSteps: number;
  /** Number of weights. */
  parameters: Record<Contestant, number>;
  /** With the first weights. */
  untrained: Record<Contestant, Separation>;
}

/** One step of one network, on relabelings that it never saw, before they changed its weights. */
export interface StepPoint {
  step: number;
  /** Cross-entropy, nats. */
  loss: number;
  /** Share of the batch that it named right. */
  accuracy: number;
  /** Relative difference between its outputs for A and B after the step. */
  gap: number;
  /** Probability with which it calls A, and B, the graph B after the step. */
  asB: readonly [a: number, b: number];
}

/** What figures show of a step. */
export type ShownPoint = Pick<StepPoint, 'step' | 'accuracy' | 'gap'> & Partial<Pick<StepPoint, 'asB'>>;

/** What the worker sends while it trains. */
export type RunMessage =
  | { kind: 'note'; text: string }
  | { kind: 'prepared'; description: RunDescription }
  | { kind: 'progress'; model: Contestant; progress: RunProgress; points: StepPoint[] };

/** A run as it is saved next to its checkpoints. */
export interface SavedRun {
  description: RunDescription;
  /** Points by model. */
  losses: Record<Contestant, StepPoint[]>;
  finished: boolean;
}
