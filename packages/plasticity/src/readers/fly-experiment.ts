// A recorded animal as an experiment: odours become noisy inputs.
import { ConfigError, random } from '@perceptrons/tensor';
import { defaultRewardExpectation, type RewardExpectation } from '../experiments/expected-reward';
import type { Experiment } from '../experiments/experiment';
import { type AcceptedTrial, experimentOfTrials } from '../experiments/experiment-of-trials';
import { Draws, experimentKey, type Purpose } from '../experiments/seeded-draws';
import { completeRecord, type FlyRecord } from './fly-record';

export interface FlyExperimentOptions {
  /** Inputs N, at least one for each odour; input n belongs to odour floor(n * odours / N). Default: one for each odour. */
  inputs?: number;
  /** Mean of the inputs that belong to the odour; the others have mean 0. Default 0.75. */
  inputMean?: number;
  /** Standard deviation of every input, drawn for each presentation. Default 0.05. */
  inputStd?: number;
  /** Experiments to make, with the same choices and other noise. Default 1. */
  copies?: number;
  /** 'eval' gives noise that 'train' of the same seed does not have. Default 'train'. */
  purpose?: Purpose;
  /** Default: the mean of the last 10 rewards. */
  expectedReward?: RewardExpectation;
  /** The noise depends on the seed, the purpose, the copy and the name of the animal. */
  seed: number;
}

/**
 * Makes experiments of a record. Choices and rewards are those of the animal; only the noise of the inputs is drawn.
 *
 * @returns `copies` experiments, `simulated: false`, without initial weights.
 * @throws ConfigError `plasticity/fly-experiment` for an option out of range; those of `readFly` for a record that is not
 *   complete.
 * Source: Mehta et al. 2024, fits to flies. Deviation: every presentation has its own noise, not one vector for a copy.
 */
export function flyExperiment(record: FlyRecord, options: FlyExperimentOptions): Experiment[] {
  const { inputs = record.odours, inputMean = 0.75, inputStd = 0.05, copies = 1, purpose = 'train', seed } = options;
  const { expectedReward = defaultRewardExpectation } = options;
  if (!Number.isInteger(inputs) || inputs < record.odours) {
    throw optionError('inputs', inputs, `a whole number from ${record.odours}, the number of odours`);
  }
  if (!Number.isInteger(copies) || copies < 1) throw optionError('copies', copies, 'a whole number from 1');
  if (!Number.isFinite(inputMean)) throw optionError('inputMean', inputMean, 'a finite number');
  if (!(inputStd >= 0 && inputStd < Number.POSITIVE_INFINITY)) {
    throw optionError('inputStd', inputStd, 'a finite number from 0');
  }
  const { name, odours, stimuli, decisions, rewards } = completeRecord(record, false);
  return Array.from({ length: copies }, (_, copy) => {
    const noise = Draws.normal(random.foldIn(experimentKey(seed, 'flyInputs', purpose, copy), nameNumber(name)));
    const trials: AcceptedTrial[] = [];
    let presentations: Float64Array[] = [];
    stimuli.forEach((odour, row) => {
      const owner = (input: number) => Math.floor((input * odours) / inputs);
      presentations.push(
        Float64Array.from(
          { length: inputs },
          (_, input) => (owner(input) === odour ? inputMean : 0) + inputStd * noise.next(),
        ),
      );
      if (decisions[row] === 0) return;
      trials.push({ presentations, reward: rewards[trials.length] });
      presentations = [];
    });
    const label = copies > 1 ? `${name} (copy ${copy})` : name;
    return experimentOfTrials({ name: label, simulated: false, inputs, trials, expectedReward });
  });
}

/** A 32-bit number of a name (FNV-1a), so that animals of one seed have noise of their own. */
function nameNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function optionError(argument: string, value: unknown, accepted: string): ConfigError {
  return new ConfigError({
    code: 'plasticity/fly-experiment',
    argument,
    message: `flyExperiment: ${argument} is ${String(value)}, expected ${accepted}.`,
  });
}
