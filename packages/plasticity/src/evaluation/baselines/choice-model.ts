// What the baselines of choice share: they see the stimulus of each presentation as a number, and the trials in order.
import { ConfigError, DataError } from '@perceptrons/tensor';
import type { Experiment } from '../../experiments/experiment';
import { decisionsOf, forEachPresentation } from '../deviance';

/** Number of the stimulus of a presentation with the inputs x [inputs]. */
export type StimulusOf = (x: Float32Array, experiment: Experiment) => number;

/** The stimulus whose input is largest: right where each stimulus has one input of its own. */
export const largestInput: StimulusOf = (x) => {
  let best = 0;
  for (let index = 1; index < x.length; index++) if (x[index] > x[best]) best = index;
  return best;
};

/** An experiment as the baselines see it. */
export interface ChoiceSequence {
  experiment: Experiment;
  /** [T, L] decisions. */
  decisions: Int8Array;
  /** [T, L] number of the stimulus, 0 behind the end of a trial. */
  stimuli: Int32Array;
  /** How many stimuli there are. */
  count: number;
  /** [T] accepted stimulus of each trial, -1 where the trial ended without an accept. */
  accepted: Int32Array;
  /** [T]. */
  rewards: Float32Array;
}

/**
 * @throws DataError `plasticity/no-decisions` or `plasticity/no-rewards`, ConfigError `plasticity/stimulus`.
 */
export function choiceSequence(experiment: Experiment, stimulus: StimulusOf): ChoiceSequence {
  const decisions = decisionsOf(experiment, 'choiceBaselines');
  const { inputs, longest, trials, rewards, lengths, x } = experiment;
  if (rewards === undefined) {
    throw new DataError({
      code: 'plasticity/no-rewards',
      argument: 'experiments',
      message: `choiceBaselines: the experiment "${experiment.name}" has no rewards. Baselines that learn need the reward of every trial.`,
    });
  }
  const stimuli = new Int32Array(trials * longest);
  let count = 0;
  forEachPresentation(experiment, (cell, trial, presentation) => {
    const number = stimulus(x.subarray(cell * inputs, (cell + 1) * inputs), experiment);
    if (!Number.isInteger(number) || number < 0) {
      throw new ConfigError({
        code: 'plasticity/stimulus',
        argument: 'stimulus',
        message: `choiceBaselines: stimulus gave ${number} for presentation ${presentation} of trial ${trial} of "${experiment.name}". It must give a whole number from 0.`,
      });
    }
    stimuli[cell] = number;
    count = Math.max(count, number + 1);
  });
  const accepted = Int32Array.from({ length: trials }, (_, trial) => {
    const last = trial * longest + lengths[trial] - 1;
    return decisions[last] === 1 ? stimuli[last] : -1;
  });
  return { experiment, decisions, stimuli, count, accepted, rewards };
}

/** A baseline fitted to the first trials of one animal. */
export interface FittedChoiceModel {
  parameters: Record<string, number>;
  /** Logits [T, L] of all trials of a sequence; those of a trial depend on earlier trials only. */
  logits: (sequence: ChoiceSequence) => Float64Array;
}

/** A model of choice that is no plasticity rule. */
export interface ChoiceModel {
  name: string;
  /** Fits to the first `ends[i]` trials of sequence i by maximum likelihood. */
  fit: (sequences: readonly ChoiceSequence[], ends: readonly number[]) => FittedChoiceModel;
}
