// Does a larger rule explain animals better than a smaller one that it contains?
import { ConfigError, type random } from '@perceptrons/tensor';
import type { PlasticityRule } from '../../rules/rule';
import {
  type Animals,
  type ComparisonSettings,
  checkComparison,
  type FitRule,
  type SimulateSession,
} from './comparison-options';
import { likelihoodFit } from './default-fit';
import { fitAnimals } from './fit-pair';
import { type HeldOutComparison, heldOutTest } from './held-out-test';
import { type InSampleComparison, inSampleTest } from './in-sample-test';
import { type IntervalComparison, intervalTest } from './interval-test';
import { type LikelihoodRatioComparison, likelihoodRatioTest } from './likelihood-ratio-test';
import { sessionSimulator } from './simulate-session';

/** The result of each test. */
export interface ComparisonResults {
  inSample: InSampleComparison;
  bootstrapLikelihoodRatio: LikelihoodRatioComparison;
  heldOut: HeldOutComparison;
  interval: IntervalComparison;
}

export type ComparisonTest = keyof ComparisonResults;

export interface CompareRulesOptions<Test extends ComparisonTest = ComparisonTest>
  extends Omit<ComparisonSettings, 'fit'> {
  test: Test;
  /** Default: Gauss-Newton without penalty. */
  fit?: FitRule;
  /** Of 'bootstrapLikelihoodRatio'. Default: `sessionSimulator()`, two odours with the published chances of rewards. */
  simulate?: SimulateSession;
  /** Of 'bootstrapLikelihoodRatio': simulated groups. Default 200. */
  draws?: number;
  /** Of 'bootstrapLikelihoodRatio': stops when so many simulated groups reach the statistic. Default: never. */
  stopAfter?: number;
  /** Of 'heldOut': share of the trials that are fitted. Default 0.7. */
  trainShare?: number;
  /** Of 'interval': coverage. Default 0.95. */
  level?: number;
  /** Default 0. */
  seed?: random.KeyOrSeed;
}

/**
 * Compares two nested rules over animals, each fitted to every animal by itself, by one of four tests.
 *
 * 'inSample': Wilcoxon test of the deviance explained in the fitted data, as published. Weak: the larger rule nearly always
 * fits better. 'bootstrapLikelihoodRatio': the pooled gain in likelihood against groups simulated from the smaller rule; the
 * test to rely on, if the simulated surroundings are those of the animals. 'heldOut': the deviance of later trials, with
 * little power. 'interval': the extra coefficients with their uncertainty.
 *
 * @param animals for each animal its sessions.
 * @param smaller where its fits start; the mask says which terms it has.
 * @param larger a mask with all terms of the smaller rule and more; its fits start at those of the smaller rule.
 * @throws ConfigError `plasticity/not-nested`, `plasticity/comparison-test`, `plasticity/draws`, `plasticity/stop-after`,
 *   `plasticity/train-share`;
 *   DataError `plasticity/no-experiments`; AbortedError `plasticity/aborted`.
 * Source: the in-sample test is that of Mehta et al. 2024; the others are ours.
 */
export async function compareRules<Test extends ComparisonTest>(
  animals: Animals,
  smaller: PlasticityRule,
  larger: PlasticityRule,
  options: CompareRulesOptions<Test>,
): Promise<ComparisonResults[Test]> {
  const rules = checkComparison(animals, smaller, larger);
  const { test, fit = likelihoodFit, simulate = sessionSimulator(), ...more } = options;
  const { draws, stopAfter, trainShare, level, seed, ...rest } = more;
  const settings: ComparisonSettings = { ...rest, fit };
  const pairs = () => fitAnimals(animals, rules, settings, 'fit');
  const run: { [Name in ComparisonTest]: () => Promise<ComparisonResults[Name]> } = {
    inSample: async () => inSampleTest(await pairs(), rules),
    bootstrapLikelihoodRatio: async () =>
      likelihoodRatioTest(animals, await pairs(), rules, settings, { simulate, draws, stopAfter, seed }),
    heldOut: () => heldOutTest(animals, rules, settings, trainShare),
    interval: async () => intervalTest(animals, await pairs(), rules, settings, { level, seed }),
  };
  if (!Object.hasOwn(run, test)) {
    throw new ConfigError({
      code: 'plasticity/comparison-test',
      argument: 'test',
      message: `compareRules: test is "${String(test)}". Accepted: ${Object.keys(run).join(', ')}.`,
    });
  }
  return run[test]();
}
