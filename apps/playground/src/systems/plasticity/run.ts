import type { PlasticitySettings } from './settings';

/** The largest number of terms and of weights that the figures follow. */
export const shownTerms = 8;
export const shownWeights = 2;

/** One term of the rule as it was found. */
export interface TermEstimate {
  /** For example "x r". */
  name: string;
  value: number;
  /** Standard error; missing while the search goes on, and for terms that the penalty set to 0. */
  error?: number;
  /** The coefficient that made the data, where it is known. */
  truth?: number;
}

/** One synapse of one animal over its trials, before the first and after each. */
export interface WeightCourse {
  /** For example "input 1 to unit 4". */
  name: string;
  model: number[];
  /** Under the true rule, with the same first weights, choices and rewards. */
  truth?: number[];
}

/** The rule at one point of the search. */
export interface Estimate {
  iteration: number;
  /** The rule as a formula, small terms left out. */
  formula: string;
  /** True terms and found ones, by size of their coefficient. */
  terms: TermEstimate[];
  /** Terms with a coefficient other than 0. */
  active: number;
  courses: WeightCourse[];
}

/** Loss after one iteration: mean over presentations of -log p(choice), nats, without the penalty. */
export interface LossPoint {
  iteration: number;
  loss: number;
}

/** What the visitor's or the simulated animals did, and with what they are explained. */
export interface RunDescription {
  settings: PlasticitySettings;
  simulated: boolean;
  /** For example "10 simulated animals" or the name of the file. */
  source: string;
  animals: number;
  trials: number;
  presentations: number;
  /** Number of plastic synapses of each animal. */
  synapses: number;
  /** The true rule as a formula, where it is known. */
  truth?: string;
  /** Loss of the network without plasticity, and of the true rule. */
  frozenLoss: number;
  truthLoss?: number;
  /** The animal whose weights are shown. */
  courseOf: string;
}

/** Percent deviance explained by one model, mean over animals, and its range. */
export interface ModelScore {
  name: string;
  kind: 'found' | 'truth' | 'control' | 'baseline';
  mean: number;
  low: number;
  high: number;
}

/** How well the found rule does at the end. */
export interface Evaluation {
  /** Animals that the search never saw; false when there are none and those it was fitted to are used. */
  fresh: boolean;
  animals: number;
  /** R2 of weights and of activity against the true rule, median over animals. */
  r2Weights?: number;
  r2Activity?: number;
  /** Percent deviance explained over the network without plasticity. */
  scores: ModelScore[];
  seconds: number;
  /** Why the search ended. */
  ended: string;
}

/** What the worker sends while it searches. */
export type RunMessage =
  | { kind: 'note'; text: string }
  | { kind: 'prepared'; description: RunDescription }
  | { kind: 'progress'; points: LossPoint[]; estimate: Estimate }
  | { kind: 'evaluation'; estimate: Estimate; evaluation: Evaluation };

/** The visitor's table of trials, as it was picked. */
export interface OwnTable {
  name: string;
  text: string;
}

/** What the worker is asked to do. */
export interface RunInput {
  settings: PlasticitySettings;
  table?: OwnTable;
}
