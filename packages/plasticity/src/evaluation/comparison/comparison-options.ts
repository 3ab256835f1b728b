// What the tests of two nested rules share.
import { ConfigError, type random } from '@perceptrons/tensor';
import type { Experiment } from '../../experiments/experiment';
import type { PlasticNetwork } from '../../networks/plastic-network';
import type { PlasticityRule, TaylorRule } from '../../rules/rule';
import { termName } from '../coefficient-names';
import { checkNotEmpty } from '../summary';

/** For each animal its sessions. Resampled copies of one session are not sessions: they would count the same data often. */
export type Animals = readonly (readonly Experiment[])[];

/** A fit that is asked for. */
export interface FitRequest {
  /** Where the search starts; its mask says which coefficients may differ from 0. */
  rule: TaylorRule;
  network: PlasticNetwork;
  /** Sessions of one animal. */
  experiments: readonly Experiment[];
  /** [inputs, units] for all sessions. Default: those of each experiment. */
  initialWeights?: ArrayLike<number>;
  /** Places of coefficients that may not become positive. A result beyond is discarded, so a fit may leave this aside. */
  atMostZero?: readonly number[];
  signal?: AbortSignal;
}

/** A fit that was found. */
export interface FoundFit {
  rule: PlasticityRule;
  /** Deviance of all presentations, the sum, where the fit knows it; otherwise it is computed from the rule. */
  deviance?: number;
}

/** Fits a rule by maximum likelihood of the decisions, without penalty: the tests compare likelihoods. */
export type FitRule = (request: FitRequest) => FoundFit | Promise<FoundFit>;

/** A simulated animal that is asked for. */
export interface SimulationRequest {
  rule: TaylorRule;
  network: PlasticNetwork;
  /** The session whose design it takes over. */
  experiment: Experiment;
  key: random.Key;
}

/** Simulates one session of an animal that follows a rule, with as many trials as the one given. */
export type SimulateSession = (request: SimulationRequest) => Experiment;

/** How far a comparison has come. */
export interface ComparisonProgress {
  /** What is going on, for example "bootstrap". */
  stage: string;
  done: number;
  total: number;
}

export interface ComparisonSettings {
  network: PlasticNetwork;
  fit: FitRule;
  /** [inputs, units] for all experiments. Default: those of each experiment, else zeros. */
  initialWeights?: ArrayLike<number>;
  /**
   * 'negative' keeps the coefficients of the extra terms at or below 0. A term w with a positive coefficient makes weights
   * grow by themselves; the likelihood then has narrow optima of unstable rules that fit chance, so a test of decay needs
   * 'negative'. Default 'any'.
   */
  extraSign?: 'any' | 'negative';
  signal?: AbortSignal;
  onProgress?: (progress: ComparisonProgress) => void;
}

/** Two rules of which the second has all terms of the first and more. */
export interface NestedRules {
  smaller: TaylorRule;
  larger: TaylorRule;
  /** Places of the terms that only the larger rule has. */
  extra: number[];
  /** Their names. */
  extraNames: string[];
}

/**
 * @throws ConfigError `plasticity/not-nested`, DataError `plasticity/no-experiments`.
 */
export function checkComparison(animals: Animals, smaller: PlasticityRule, larger: PlasticityRule): NestedRules {
  checkNotEmpty(animals, 'animals', 'compareRules');
  for (const sessions of animals) checkNotEmpty(sessions, 'animals', 'compareRules');
  const refuse = (text: string): ConfigError =>
    new ConfigError({
      code: 'plasticity/not-nested',
      argument: 'larger',
      message: `compareRules: ${text} The larger rule must be a Taylor rule with all terms of the smaller one and at least one more.`,
    });
  if (smaller.kind !== 'taylor' || larger.kind !== 'taylor') {
    throw refuse(`The rules are of kind "${smaller.kind}" and "${larger.kind}".`);
  }
  const places = Array.from(larger.mask.keys());
  const missing = places.find((place) => smaller.mask[place] && !larger.mask[place]);
  if (missing !== undefined) throw refuse(`The larger rule has no term "${termName(missing)}".`);
  const extra = places.filter((place) => larger.mask[place] && !smaller.mask[place]);
  if (extra.length === 0) throw refuse('Both rules have the same terms.');
  return { smaller, larger, extra, extraNames: extra.map(termName) };
}
