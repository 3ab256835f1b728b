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

/** Change of a weight along one variable of the rule, the others at values that are usual in the data. */
export interface RuleSlice {
  variable: 'x' | 'w' | 'r';
  /** Values of the variable, rising. */
  values: number[];
  /** One curve for each of two values of another variable. */
  curves: { name: string; model: number[]; truth?: number[] }[];
}

/** The few terms that come closest to a perceptron, and the share of its changes of weights that they explain. */
export interface NearestSeries {
  formula: string;
  explained: number;
}

/** The rule at one point of the search. */
export interface Estimate {
  iteration: number;
  kind: 'series' | 'perceptron';
  /** All numbers of the rule, in the order of the package. */
  parameters: number[];
  /** The rule as a formula, small terms left out; words for a perceptron. */
  formula: string;
  /** True terms and found ones, by size of their coefficient; none for a perceptron. */
  terms: TermEstimate[];
  /** Terms with a coefficient other than 0, or the numbers of a perceptron. */
  active: number;
  courses: WeightCourse[];
  /** Trials after which a decay by the term w has left 37 % of a weight; only of series with such a decay. */
  memoryTrials?: number;
  /** Of a perceptron, which has no terms to show. */
  slices?: RuleSlice[];
  nearest?: NearestSeries;
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
  /** Loss of the network without plasticity, and of the true rule where its weights stay finite. */
  frozenLoss: number;
  truthLoss?: number;
  /** The true rule lets the weights of the fitted network grow without bound. */
  truthDiverges?: boolean;
  /** The animal whose weights are shown, and its trials. */
  courseOf: string;
  courseTrials: number;
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

/** A file of the visitor: the text of a table, or the bytes of a MATLAB file. */
export interface OwnFile {
  name: string;
  content: string | ArrayBuffer;
}

/** What the worker is asked to do. */
export interface RunInput {
  settings: PlasticitySettings;
  files?: readonly OwnFile[];
}

/** A question about a found rule, asked after the search with the same settings and files. */
export interface CheckInput extends RunInput {
  /** The rule, as in `Estimate`. */
  parameters: readonly number[];
}

/** How far a check has come. */
export interface CheckProgress {
  done: number;
  total: number;
  secondsLeft?: number;
}

/** One coefficient over resampled animals. */
export interface TermBootstrap {
  name: string;
  value: number;
  low: number;
  high: number;
  /** Share of the draws in which the coefficient is not 0. */
  kept: number;
}

/** What `bootstrap` of the worker returns. */
export interface BootstrapReport {
  animals: number;
  draws: number;
  /** More than `draws` when it was cancelled. */
  asked: number;
  /** Terms that any draw keeps, those of the rule first. */
  terms: TermBootstrap[];
}

/** What the data say about one coefficient. Errors are left out where the data say nothing. */
export interface TermConstraint {
  name: string;
  value: number;
  standardError?: number;
  /** If all other coefficients were known. */
  conditionalError?: number;
  constrained: boolean;
  /** Of a term of the rule: the other term that changes the choices most like it, and the correlation of the two changes. */
  twin?: { name: string; correlation: number };
}

/** A change of the rule, and how well the data see it. */
export interface RuleChange {
  /** Its largest terms, such as "0.71 x r - 0.70 r"; only of changes that are hardly seen. */
  text?: string;
  standardError?: number;
  seen: boolean;
}

/** What `constraints` of the worker returns. */
export interface ConstraintsReport {
  animals: number;
  presentations: number;
  /** Size of the largest coefficient: what the data should be able to see. */
  scale: number;
  coefficients: TermConstraint[];
  /** Best seen first. */
  changes: RuleChange[];
}
