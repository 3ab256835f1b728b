// Do these animals forget? All tests of an extra decay, a control without it, and what follows from them.
import { random } from '@perceptrons/tensor';
import { COEFFICIENTS, type Powers, type TaylorRule, termIndex } from '../../rules/rule';
import { type Baseline, type ChoiceBaselinesOptions, choiceBaselines } from '../baselines/choice-baselines';
import { largestInput, type StimulusOf } from '../baselines/choice-model';
import {
  type Animals,
  type ComparisonSettings,
  checkComparison,
  type FitRule,
  type SimulateSession,
} from './comparison-options';
import { likelihoodFit } from './default-fit';
import { type FittedPair, fitAnimals } from './fit-pair';
import type { ForgettingEvidence, ForgettingTests } from './forgetting-evidence';
import { heldOutTest } from './held-out-test';
import { inSampleTest } from './in-sample-test';
import { intervalTest } from './interval-test';
import { likelihoodRatioTest } from './likelihood-ratio-test';
import { isClose, matchedControl } from './matched-control';
import { sessionSimulator } from './simulate-session';
import { type ForgettingClaims, forgettingClaims, writeForgettingReport } from './write-forgetting-report';

export interface ForgettingOptions extends Omit<ComparisonSettings, 'fit'> {
  /** Default: the terms constant, x, r and x r. */
  smaller?: TaylorRule;
  /** Default: those and w. */
  larger?: TaylorRule;
  /** Default: Gauss-Newton without penalty. */
  fit?: FitRule;
  /** Default: `sessionSimulator()`, two odours with the published chances of rewards. */
  simulate?: SimulateSession;
  /** Simulated groups of the likelihood ratio, for the data and again for the control. Default 200. */
  draws?: number;
  /** Default 0.7. */
  trainShare?: number;
  /** Coverage of intervals. Default 0.95. */
  level?: number;
  /** Largest p of the likelihood ratio with which a term is taken to exist. Default 0.01. */
  significance?: number;
  /** Number of the stimulus of a presentation, for the baselines. Default: the place of the largest input. */
  stimulus?: StimulusOf;
  /** Default 0. */
  seed?: random.KeyOrSeed;
}

export interface ForgettingReport extends ForgettingEvidence {
  claims: ForgettingClaims;
  /** The report as plain text. */
  text: string;
}

/**
 * Runs the four tests of `compareRules` for a decay of weights, the same tests of a control without decay that the smaller
 * rule explains as well as the data, and baselines without plasticity rule; then says what may be claimed and what not.
 * The decay is kept at or below 0 (`extraSign: 'negative'`) unless told otherwise.
 *
 * Costs about 4 * animals * (draws + 5) fits.
 *
 * @param animals for each animal its sessions, with decisions and rewards.
 * @throws as `compareRules` and `choiceBaselines`.
 * Source: the question and the in-sample test are those of Mehta et al. 2024; the other tests, the control and the wording of
 * the claims are ours.
 */
export async function forgettingReport(animals: Animals, options: ForgettingOptions): Promise<ForgettingReport> {
  const {
    smaller = seriesOf(withoutDecay),
    larger = seriesOf([...withoutDecay, decay]),
    fit = likelihoodFit,
    simulate = sessionSimulator(),
    draws = 200,
    trainShare = 0.7,
    level = 0.95,
    significance = 0.01,
    stimulus = largestInput,
    extraSign = 'negative',
    seed = 0,
    ...rest
  } = options;
  const rules = checkComparison(animals, smaller, larger);
  const settings: ComparisonSettings = { ...rest, extraSign, fit };
  // Before the long part, so that data without rewards are refused at once.
  const baselines = baselinesOf(animals, { stimulus, trainShare });
  const [dataKey, controlKey, animalKey] = random.split(seed, 3);
  const testsOf = async (group: Animals, fits: readonly FittedPair[], key: random.Key): Promise<ForgettingTests> => ({
    inSample: inSampleTest(fits, rules),
    likelihoodRatio: await likelihoodRatioTest(group, fits, rules, settings, { simulate, draws, seed: key }),
    heldOut: await heldOutTest(group, rules, settings, trainShare),
    interval: intervalTest(group, fits, rules, settings, { level, seed: key }),
  });
  const pairs = await fitAnimals(animals, rules, settings, 'fit');
  const tests = await testsOf(animals, pairs, dataKey);
  const control = await matchedControl(animals, pairs, rules, settings, { simulate, seed: animalKey });
  const { factor, percent, target } = control;
  const evidence: ForgettingEvidence = {
    simulated: animals.flat().some(({ simulated }) => simulated),
    animals: animals.length,
    tests,
    control: {
      ...(await testsOf(control.animals, control.pairs, controlKey)),
      ...{ factor, percent, target, matched: isClose(control) },
    },
    baselines,
  };
  const claims = forgettingClaims(evidence, { significance, terms: rules.extraNames });
  return { ...evidence, claims, text: writeForgettingReport(evidence, claims, pairs) };
}

/** Fits to all trials, with the prediction of later trials by fits to the first ones. */
function baselinesOf(animals: Animals, options: ChoiceBaselinesOptions): Baseline[] {
  const early = choiceBaselines(animals, options);
  return choiceBaselines(animals, { ...options, trainShare: 1 }).map((baseline, index) => ({
    ...baseline,
    perAnimal: baseline.perAnimal.map((fit, animal) => {
      const { heldOutDeviance } = early[index].perAnimal[animal];
      return { ...fit, ...(heldOutDeviance !== undefined && { heldOutDeviance }) };
    }),
  }));
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
