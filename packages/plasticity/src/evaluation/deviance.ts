// Deviance of choices: -2 log probability, the measure of fit of Mehta et al. 2024.
import { DataError } from '@perceptrons/tensor';
import { type Experiment, presentations } from '../experiments/experiment';

/** Sum of deviances over some presentations, and how many these were. */
export interface Deviance {
  sum: number;
  presentations: number;
}

/** Trials from `first` (default 0) up to, not including, `end` (default: all). */
export interface TrialRange {
  first?: number;
  end?: number;
}

/** -2 log p of a decision with this logit, without overflow. */
export function devianceOf(logit: number, decision: number): number {
  return 2 * (Math.max(logit, 0) - logit * decision + Math.log1p(Math.exp(-Math.abs(logit))));
}

/** The decisions of an experiment. */
export function decisionsOf(experiment: Experiment, caller: string): Int8Array {
  if (experiment.decisions !== undefined) return experiment.decisions;
  throw new DataError({
    code: 'plasticity/no-decisions',
    argument: 'experiments',
    message: `${caller}: the experiment "${experiment.name}" has no decisions. Deviance needs accept or reject of every presentation.`,
  });
}

/** Calls `visit` for each presentation of the trials, in order, with the trial and the place in [T, L]. */
export function forEachPresentation(
  { trials, longest, lengths }: Experiment,
  visit: (cell: number, trial: number, presentation: number) => void,
  { first = 0, end = trials }: TrialRange = {},
): void {
  for (let trial = first; trial < end; trial++) {
    for (let presentation = 0; presentation < lengths[trial]; presentation++) {
      visit(trial * longest + presentation, trial, presentation);
    }
  }
}

/**
 * Deviance of logits.
 *
 * @param logits [T, L], as `runRule` returns them.
 * @throws DataError `plasticity/no-decisions`.
 */
export function devianceOfLogits(experiment: Experiment, logits: ArrayLike<number>, range?: TrialRange): Deviance {
  const decisions = decisionsOf(experiment, 'devianceOfLogits');
  let sum = 0;
  let count = 0;
  const add = (cell: number) => {
    sum += devianceOf(logits[cell], decisions[cell]);
    count++;
  };
  forEachPresentation(experiment, add, range);
  return { sum, presentations: count };
}

/**
 * Deviance of one and the same probability of accepting for each presentation: the share of accepts of this experiment.
 * 0 where all decisions are alike.
 *
 * @throws DataError `plasticity/no-decisions`.
 */
export function baseRateDeviance(experiment: Experiment): Deviance {
  const decisions = decisionsOf(experiment, 'baseRateDeviance');
  let accepts = 0;
  forEachPresentation(experiment, (cell) => {
    accepts += decisions[cell];
  });
  const count = presentations(experiment);
  const part = (n: number) => (n === 0 ? 0 : -2 * n * Math.log(n / count));
  return { sum: part(accepts) + part(count - accepts), presentations: count };
}

/** Deviance of the probability 1/2 for each presentation. */
export function halfDeviance(experiment: Experiment): Deviance {
  const count = presentations(experiment);
  return { sum: 2 * Math.LN2 * count, presentations: count };
}

/**
 * Percent deviance explained, 100 (null - model) / null. 0 where both are 0, -Infinity where only the null model is
 * perfect.
 */
export function percentDeviance(model: number, nullModel: number): number {
  if (nullModel === 0) return model === 0 ? 0 : Number.NEGATIVE_INFINITY;
  return (100 * (nullModel - model)) / nullModel;
}
