// Models of choice without plasticity rule, for comparison in the same report.
import { ConfigError } from '@perceptrons/tensor';
import type { Experiment } from '../../experiments/experiment';
import { devianceOfLogits, percentDeviance } from '../deviance';
import { checkNotEmpty } from '../summary';
import { checkShare, trainingTrials } from '../trial-split';
import { baseRateModel } from './base-rate';
import { choiceSequence, largestInput, type StimulusOf } from './choice-model';
import { laggedLogisticModel } from './lagged-logistic';
import { qLearningModel } from './q-learning';

export interface ChoiceBaselinesOptions {
  /** Number of the stimulus of a presentation. Default: the place of the largest input. */
  stimulus?: StimulusOf;
  /** Earlier trials that the logistic regression sees. Default 5. */
  lags?: number;
  /** Share of the trials that are fitted, the first ones; the others are predicted. Default 1. */
  trainShare?: number;
}

/** One baseline fitted to one animal. */
export interface BaselineFit {
  parameters: Record<string, number>;
  /** Mean of -2 log p over the presentations that were fitted. */
  deviance: number;
  /** Percent deviance explained against the probability 1/2, in the presentations that were fitted. */
  percentOfHalf: number;
  /** Mean of -2 log p over the later presentations; undefined where all trials were fitted. */
  heldOutDeviance?: number;
}

/** One baseline for all animals. */
export interface Baseline {
  name: string;
  /** How many numbers were fitted for each animal. */
  fitted: number;
  perAnimal: BaselineFit[];
}

/**
 * Fits four baselines to each animal: the base rate, logistic regression on earlier choices and rewards, Q-learning, and
 * Q-learning with forgetting.
 *
 * @param animals for each animal its sessions.
 * @throws DataError `plasticity/no-experiments`, `plasticity/no-decisions`, `plasticity/no-rewards`; ConfigError
 * `plasticity/lags`, `plasticity/train-share`, `plasticity/stimulus`.
 */
export function choiceBaselines(
  animals: readonly (readonly Experiment[])[],
  { stimulus = largestInput, lags = 5, trainShare = 1 }: ChoiceBaselinesOptions = {},
): Baseline[] {
  checkNotEmpty(animals, 'animals', 'choiceBaselines');
  checkShare(trainShare, 'choiceBaselines');
  if (!Number.isInteger(lags) || lags < 1) {
    throw new ConfigError({
      code: 'plasticity/lags',
      argument: 'lags',
      message: `choiceBaselines: lags is ${lags}. It must be a whole number of at least 1.`,
    });
  }
  const models = [
    baseRateModel,
    laggedLogisticModel(lags),
    qLearningModel({ forgetting: false }),
    qLearningModel({ forgetting: true }),
  ];
  const data = animals.map((sessions) => {
    checkNotEmpty(sessions, 'animals', 'choiceBaselines');
    return sessions.map((session) => choiceSequence(session, stimulus));
  });
  return models.map(({ name, fit }) => {
    const perAnimal = data.map((sequences): BaselineFit => {
      const ends = sequences.map(({ experiment }) => trainingTrials(experiment, trainShare));
      const { parameters, logits } = fit(sequences, ends);
      const total = { fitted: 0, fittedCount: 0, later: 0, laterCount: 0 };
      for (const [index, sequence] of sequences.entries()) {
        const predicted = logits(sequence);
        const early = devianceOfLogits(sequence.experiment, predicted, { end: ends[index] });
        const late = devianceOfLogits(sequence.experiment, predicted, { first: ends[index] });
        total.fitted += early.sum;
        total.fittedCount += early.presentations;
        total.later += late.sum;
        total.laterCount += late.presentations;
      }
      const deviance = total.fitted / total.fittedCount;
      return {
        parameters,
        deviance,
        percentOfHalf: percentDeviance(deviance, 2 * Math.LN2),
        ...(total.laterCount > 0 && { heldOutDeviance: total.later / total.laterCount }),
      };
    });
    return { name, fitted: Object.keys(perAnimal[0].parameters).length, perAnimal };
  });
}
