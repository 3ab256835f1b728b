// Do these animals forget? All tests of an extra decay, a control without it, and what follows from them.
import { random } from '@perceptrons/tensor';
import { type Baseline, type ChoiceBaselinesOptions, choiceBaselines } from '../baselines/choice-baselines';
import { largestInput, type StimulusOf } from '../baselines/choice-model';
import type { Animals } from './comparison-options';
import { fitAnimals } from './fit-pair';
import type { ForgettingEvidence } from './forgetting-evidence';
import { type ForgettingTestsOptions, runTests, testPlan } from './forgetting-tests';
import { isClose, matchedControl } from './matched-control';
import { type ForgettingClaims, forgettingClaims, writeForgettingReport } from './write-forgetting-report';

export interface ForgettingOptions extends ForgettingTestsOptions {
  /** Largest p of the likelihood ratio with which a term is taken to exist. Default 0.01. */
  significance?: number;
  /** Number of the stimulus of a presentation, for the baselines. Default: the place of the largest input. */
  stimulus?: StimulusOf;
}

export interface ForgettingReport extends ForgettingEvidence {
  claims: ForgettingClaims;
  /** The report as plain text. */
  text: string;
}

/**
 * Runs the four tests of `forgettingTests` for a decay of weights, the same tests of a control without decay that the smaller
 * rule explains as well as the data, and baselines without plasticity rule; then says what may be claimed and what not.
 *
 * Costs about 4 * animals * (draws + 5) fits; `draws` and `stopAfter` hold for the data and again for the control.
 *
 * @param animals for each animal its sessions, with decisions and rewards.
 * @throws as `compareRules` and `choiceBaselines`.
 * Source: the question and the in-sample test are those of Mehta et al. 2024; the other tests, the control and the wording of
 * the claims are ours.
 */
export async function forgettingReport(animals: Animals, options: ForgettingOptions): Promise<ForgettingReport> {
  const { significance = 0.01, stimulus = largestInput, seed = 0, ...rest } = options;
  const plan = testPlan(animals, rest);
  const { rules, settings, simulate, trainShare } = plan;
  // Before the long part, so that data without rewards are refused at once.
  const baselines = baselinesOf(animals, { stimulus, trainShare });
  const [dataKey, controlKey, animalKey] = random.split(seed, 3);
  const pairs = await fitAnimals(animals, rules, settings, 'fit');
  const tests = await runTests(animals, pairs, plan, dataKey);
  const control = await matchedControl(animals, pairs, rules, settings, { simulate, seed: animalKey });
  const { factor, percent, target } = control;
  const evidence: ForgettingEvidence = {
    simulated: animals.flat().some(({ simulated }) => simulated),
    animals: animals.length,
    tests,
    control: {
      ...(await runTests(control.animals, control.pairs, plan, controlKey)),
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
