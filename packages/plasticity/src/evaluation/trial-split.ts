// The first trials of an experiment train, the others test.
import { ConfigError } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';

/** Refuses a share of trials that leaves none to fit or, with `most` 'below', none to predict. */
export function checkShare(share: number, caller: string, most: 'one' | 'below' = 'one'): void {
  if (share > 0 && (share < 1 || (share === 1 && most === 'one'))) return;
  throw new ConfigError({
    code: 'plasticity/train-share',
    argument: 'trainShare',
    message: `${caller}: trainShare is ${share}. It must be above 0 and ${most === 'one' ? 'at most' : 'below'} 1, for example 0.7.`,
  });
}

/** How many of the first trials are fitted: the share, rounded, at least 1. */
export function trainingTrials({ trials }: Experiment, share: number): number {
  return Math.max(1, Math.round(trials * share));
}

/** The first trials of an experiment; the arrays are views, nothing is copied. */
export function firstTrials(experiment: Experiment, trials: number): Experiment {
  const { longest, inputs } = experiment;
  const cells = trials * longest;
  // Places of each array for one presentation or trial follow from its size, whatever the number of units.
  const part = <T extends Float32Array | Int8Array>(values: T): T =>
    values.subarray(0, (values.length / experiment.trials) * trials) as T;
  return {
    ...experiment,
    trials,
    x: experiment.x.subarray(0, cells * inputs),
    lengths: experiment.lengths.subarray(0, trials),
    rewardTerm: experiment.rewardTerm.subarray(0, trials),
    ...(experiment.decisions && { decisions: part(experiment.decisions) }),
    ...(experiment.rewards && { rewards: part(experiment.rewards) }),
    ...(experiment.activity && { activity: part(experiment.activity) }),
    ...(experiment.weights && { weights: part(experiment.weights) }),
  };
}
