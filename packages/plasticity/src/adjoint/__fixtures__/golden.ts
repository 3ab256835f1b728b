// The small experiments of the golden values, and drawn ones.
import { random } from '@perceptrons/tensor';
import type { Experiment } from '../../experiments/experiment';
import { COEFFICIENTS, type MlpRule, type Powers, type TaylorRule, termIndex } from '../../rules/rule';

/** A rule of the given terms with every coefficient free. */
export function rule(terms: readonly (readonly [Powers, number])[]): TaylorRule {
  const coefficients = new Float64Array(COEFFICIENTS);
  for (const [powers, value] of terms) coefficients[termIndex(powers)] = value;
  return { kind: 'taylor', coefficients, mask: new Uint8Array(COEFFICIENTS).fill(1) };
}

export function drawnTaylor(seed: number, std: number): TaylorRule {
  const coefficients = Float64Array.from(random.normalArray(seed, COEFFICIENTS, { stddev: std }));
  return { kind: 'taylor', coefficients, mask: new Uint8Array(COEFFICIENTS).fill(1) };
}

export function drawnMlp(seed: number, units: number, std: number): MlpRule {
  return {
    kind: 'mlp',
    units,
    parameters: Float64Array.from(random.normalArray(seed, 6 * units + 1, { stddev: std })),
  };
}

/** An experiment of trials given as lists of presentations: all rejected but the last. */
export function experiment(trials: number[][][], rewardTerm: number[], fields: Partial<Experiment> = {}): Experiment {
  const longest = Math.max(...trials.map((trial) => trial.length));
  const inputs = trials[0][0].length;
  const x = new Float32Array(trials.length * longest * inputs);
  const decisions = new Int8Array(trials.length * longest).fill(-1);
  for (const [t, trial] of trials.entries()) {
    for (const [l, stimulus] of trial.entries()) {
      x.set(stimulus, (t * longest + l) * inputs);
      decisions[t * longest + l] = l === trial.length - 1 ? 1 : 0;
    }
  }
  return {
    name: 'golden',
    simulated: true,
    inputs,
    trials: trials.length,
    longest,
    x,
    lengths: Int32Array.from(trials, (trial) => trial.length),
    decisions,
    rewardTerm: Float32Array.from(rewardTerm),
    ...fields,
  };
}

/** Trials of one to `longest` presentations with drawn stimuli, rewards 0 or 1 and the reward terms of a mean of ten. */
export function drawnExperiment(
  seed: number,
  { inputs, trials, longest }: { inputs: number; trials: number; longest: number },
  fields: Partial<Experiment> = {},
): Experiment {
  const [forLengths, forStimuli, forRewards] = random.split(seed, 3);
  const lengths = random.randintArray(forLengths, trials, { min: 1, max: longest + 1 });
  lengths[0] = longest;
  const numbers = random.normalArray(forStimuli, trials * longest * inputs, { mean: 0.4, stddev: 0.5 });
  const stimuli = Array.from(lengths, (length, t) =>
    Array.from({ length }, (_, l) => Array.from({ length: inputs }, (_, j) => numbers[(t * longest + l) * inputs + j])),
  );
  const rewards = Float32Array.from(random.bernoulliArray(forRewards, trials));
  const terms = Array.from(
    rewards,
    (reward, t) => reward - rewards.slice(Math.max(0, t - 10), t).reduce((a, b) => a + b, 0) / 10,
  );
  return { ...experiment(stimuli, terms), name: `draw ${seed}`, rewards, ...fields };
}
