// Lists of trials of any length become the padded arrays of an experiment.

import { type RewardExpectation, rewardTerm } from './expected-reward';
import type { Experiment } from './experiment';

/** A trial whose last presentation was accepted and whose others were rejected. */
export interface AcceptedTrial {
  /** One vector of inputs for each presentation, in order. */
  presentations: readonly ArrayLike<number>[];
  reward: number;
}

/** Builds the experiment; decisions follow from the lengths of the trials. */
export function experimentOfTrials({
  name,
  simulated,
  inputs,
  trials,
  expectedReward,
}: {
  name: string;
  simulated: boolean;
  inputs: number;
  trials: readonly AcceptedTrial[];
  expectedReward: RewardExpectation;
}): Experiment {
  const lengths = Int32Array.from(trials, ({ presentations }) => presentations.length);
  const longest = lengths.reduce((length, other) => Math.max(length, other), 0);
  const x = new Float32Array(trials.length * longest * inputs);
  const decisions = new Int8Array(trials.length * longest).fill(-1);
  trials.forEach(({ presentations }, trial) => {
    presentations.forEach((values, presentation) => {
      const cell = trial * longest + presentation;
      x.set(values, cell * inputs);
      decisions[cell] = presentation === presentations.length - 1 ? 1 : 0;
    });
  });
  const rewards = Float32Array.from(trials, ({ reward }) => reward);
  return {
    name,
    simulated,
    inputs,
    trials: trials.length,
    longest,
    x,
    lengths,
    decisions,
    rewards,
    rewardTerm: rewardTerm(rewards, expectedReward),
  };
}
