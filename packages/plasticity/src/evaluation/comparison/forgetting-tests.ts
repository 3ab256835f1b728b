// The four tests of an extra decay, for one group of animals.
import { random } from '@perceptrons/tensor';
import { COEFFICIENTS, type Powers, type TaylorRule, termIndex } from '../../rules/rule';
import {
  type Animals,
  type ComparisonSettings,
  checkComparison,
  type FitRule,
  type NestedRules,
  type SimulateSession,
} from './comparison-options';
import { likelihoodFit } from './default-fit';
import { type FittedPair, fitAnimals } from './fit-pair';
import type { ForgettingTests } from './forgetting-evidence';
import { heldOutTest } from './held-out-test';
import { inSampleTest } from './in-sample-test';
import { intervalTest } from './interval-test';
import { likelihoodRatioTest } from './likelihood-ratio-test';
import { sessionSimulator } from './simulate-session';

export interface ForgettingTestsOptions extends Omit<ComparisonSettings, 'fit'> {
  /** Default: the terms constant, x, r and x r. */
  smaller?: TaylorRule;
  /** Default: those and w. */
  larger?: TaylorRule;
  /** Default: `likelihoodFit`, Gauss-Newton without penalty. */
  fit?: FitRule;
  /** Default: `sessionSimulator()`, two odours with the published chances of rewards. */
  simulate?: SimulateSession;
  /** Simulated groups of the likelihood ratio, the most there can be. Default 200. */
  draws?: number;
  /** Ends the likelihood ratio when so many simulated groups reach the statistic. Default: never. */
  stopAfter?: number;
  /** Share of the trials that are fitted before the others are predicted. Default 0.7. */
  trainShare?: number;
  /** Coverage of intervals. Default 0.95. */
  level?: number;
  /** Default 0. */
  seed?: random.KeyOrSeed;
}

/** What the four tests of a group share. */
export interface TestPlan {
  rules: NestedRules;
  settings: ComparisonSettings;
  simulate: SimulateSession;
  draws?: number;
  stopAfter?: number;
  trainShare: number;
  level: number;
}

/** Options with their defaults. */
export function testPlan(animals: Animals, options: Omit<ForgettingTestsOptions, 'seed'>): TestPlan {
  const {
    smaller = seriesOf(withoutDecay),
    larger = seriesOf([...withoutDecay, decay]),
    fit = likelihoodFit,
    simulate = sessionSimulator(),
    draws,
    stopAfter,
    trainShare = 0.7,
    level = 0.95,
    extraSign = 'negative',
    ...rest
  } = options;
  const settings: ComparisonSettings = { ...rest, extraSign, fit };
  const rules = checkComparison(animals, smaller, larger);
  return { rules, settings, simulate, draws, stopAfter, trainShare, level };
}

/** The four tests of animals that are fitted already. */
export async function runTests(
  animals: Animals,
  pairs: readonly FittedPair[],
  { rules, settings, simulate, draws, stopAfter, trainShare, level }: TestPlan,
  seed: random.Key,
): Promise<ForgettingTests> {
  return {
    inSample: inSampleTest(pairs, rules),
    likelihoodRatio: await likelihoodRatioTest(animals, pairs, rules, settings, { simulate, draws, stopAfter, seed }),
    heldOut: await heldOutTest(animals, rules, settings, trainShare),
    interval: intervalTest(animals, pairs, rules, settings, { level, seed }),
  };
}

/**
 * The four tests of `compareRules` for a decay of weights, side by side from the same fits: in-sample as published, pooled
 * likelihood ratio, held-out trials, and the interval of the coefficient. The decay is kept at or below 0
 * (`extraSign: 'negative'`) unless told otherwise. `forgettingReport` adds a control and says what may be claimed; use this
 * function where the control is a group of its own.
 *
 * Costs about 2 * animals * (draws + 2) fits.
 *
 * @param animals for each animal its sessions, with decisions.
 * @throws as `compareRules`.
 * Source: the in-sample test is that of Mehta et al. 2024; the others are ours.
 */
export async function forgettingTests(animals: Animals, options: ForgettingTestsOptions): Promise<ForgettingTests> {
  const { seed = 0, ...rest } = options;
  const plan = testPlan(animals, rest);
  const pairs = await fitAnimals(animals, plan.rules, plan.settings, 'fit');
  return runTests(animals, pairs, plan, random.asKey(seed));
}

const withoutDecay: readonly Powers[] = [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [0, 0, 0, 1],
  [1, 0, 0, 1],
];
const decay: Powers = [0, 0, 1, 0];

function seriesOf(terms: readonly Powers[]): TaylorRule {
  const mask = new Uint8Array(COEFFICIENTS);
  for (const powers of terms) mask[termIndex(powers)] = 1;
  return { kind: 'taylor', coefficients: new Float64Array(COEFFICIENTS), mask };
}
