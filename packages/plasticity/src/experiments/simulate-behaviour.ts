// Simulated animals for which the rule is known.
import { ConfigError, random } from '@perceptrons/tensor';
import { finish } from '../inference/event-loop';
import { type PlasticNetwork, plasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';
import { defaultRewardExpectation, type RewardExpectation, rewardMemory } from './expected-reward';
import type { Experiment } from './experiment';
import { experimentOfTrials } from './experiment-of-trials';
import { experimentKey, type Purpose, sharedKey } from './seeded-draws';
import { type AnimalSettings, animalSteps } from './simulate-animal';
import { type OnExperiment, type SimulationControl, simulateInTurns } from './simulation-control';

export interface BehaviourOptions {
  /** The rule by which the animals learn. */
  rule: PlasticityRule;
  /** Default: sizes [2, 10, 1]. */
  network?: PlasticNetwork;
  /** Animals. Default 18. */
  experiments?: number;
  /** Blocks; block b has the chances of row b, from the start again where there are more blocks. Default: one for each row. */
  blocks?: number;
  /** Default 80. */
  trialsPerBlock?: number;
  /** Chances that a reward is put out for odours A and B. Default [[0.2, 0.8], [0.9, 0.1], [0.2, 0.8]]. */
  rewardProbabilities?: readonly (readonly [number, number])[];
  /** True: a reward that was not collected stays until its odour is accepted. Default true. */
  baited?: boolean;
  /** Default: the mean of the last 10 rewards. */
  expectedReward?: RewardExpectation;
  /** Mean of the inputs that belong to the odour; those of the other odour have mean 0. Default 0.75. */
  inputMean?: number;
  /** Standard deviation of every input. Default 0.05. */
  inputStd?: number;
  /** Standard deviation of the initial weights, of the animals and of the fitted model. Default 0.01. */
  initialStd?: number;
  /** Their mean: below 0 for animals that avoid both odours at first, above 0 for ones that like them. Default 0. */
  initialMean?: number;
  /** Refuses rules with which an animal does not accept within so many presentations. Default 10000. */
  maximumPresentations?: number;
  /** False: odour A has the first half of the inputs in every experiment; true: half of them by chance. Default true. */
  shuffleInputs?: boolean;
  /** Keeps the true weights after every trial. Default true; false saves memory in large networks. */
  recordWeights?: boolean;
  /** 'eval' gives animals that 'train' of the same seed does not have. Default 'train'. */
  purpose?: Purpose;
  seed: number;
}

/**
 * Simulates animals that choose between two odours: an odour is presented, by a fair coin, until one is accepted, the accept
 * collects the reward if there is one, and the weights move once by the rule.
 *
 * Two sets of weights are not to be confused. Each animal starts from weights of its own, which stay unknown as those of a
 * real animal would; `weights` [trials, inputs, units] are its true ones after each update. `initialWeights` is one draw for
 * the whole seed, for training and evaluation alike: where the fitted model starts. The recorded inputs are drawn anew for
 * the same odour, so the noise that the animal saw is unknown as well.
 *
 * Training and evaluation share `initialWeights` and nothing else. Computed in float64; the same options give the same data
 * on every machine that computes exp and tanh alike.
 *
 * @returns One experiment for each animal, named `simulatedAnimal <index> (<purpose>, seed <seed>)`, `simulated: true`.
 * @throws ConfigError `plasticity/simulation` for an option out of range, `plasticity/endless-trial` and
 *   `plasticity/diverged` where the rule itself makes the simulation impossible, `plasticity/purpose`,
 *   `plasticity/reward-expectation`.
 * Source: Mehta et al. 2024, simulated behaviour. Deviation: each draw has an independent key, and evaluation animals are
 * not the first training animals.
 */
export function simulateBehaviour(options: BehaviourOptions): Experiment[] {
  return finish(behaviourSteps(options));
}

/**
 * `simulateBehaviour` with turns of the event loop after about every 16 ms, progress after each animal, and a signal to stop.
 * The data are the same to the last bit.
 *
 * @throws as `simulateBehaviour`, as a rejection; AbortedError with the complete experiments in `partial`.
 */
export function simulateBehaviourAsync(options: BehaviourOptions & SimulationControl): Promise<Experiment[]> {
  return simulateInTurns((onExperiment) => behaviourSteps(options, onExperiment), options);
}

function* behaviourSteps(
  options: BehaviourOptions,
  onExperiment?: OnExperiment<Experiment>,
): Generator<void, Experiment[]> {
  const { experiments = 18, purpose = 'train', seed } = options;
  checkCount('experiments', experiments);
  const settings = animalSettings(options);
  const { network, initialStd, initialMean, expectedReward } = settings;
  const initialWeights = random.normalArray(sharedKey(seed, 'behaviour'), network.inputs * network.units, {
    mean: initialMean,
    stddev: initialStd,
  });
  const all: Experiment[] = [];
  for (let index = 0; index < experiments; index++) {
    const name = `simulatedAnimal ${index} (${purpose}, seed ${seed})`;
    const { trials, weights, stopped } = yield* animalSteps(settings, experimentKey(seed, 'behaviour', purpose, index));
    if (stopped?.reason === 'endless') {
      throw new ConfigError({
        code: 'plasticity/endless-trial',
        argument: 'rule',
        message: `${name}, trial ${stopped.trial}: no odour was accepted in ${settings.maximumPresentations} presentations. The rule drives the accept probability to 0; weaken its negative terms, or raise maximumPresentations.`,
      });
    }
    if (stopped) {
      throw new ConfigError({
        code: 'plasticity/diverged',
        argument: 'rule',
        message: `${name}, trial ${stopped.trial}: a weight left the range of +-1e6. The rule lets weights grow without bound; add a decay, or lower its coefficients.`,
      });
    }
    const experiment = experimentOfTrials({ name, simulated: true, inputs: network.inputs, trials, expectedReward });
    all.push({ ...experiment, initialWeights: initialWeights.slice(), ...(weights && { weights }) });
    onExperiment?.(all, experiments);
  }
  return all;
}

/** Options with their defaults. */
export function animalSettings(options: Omit<BehaviourOptions, 'seed'>): AnimalSettings {
  const {
    rule,
    network = plasticNetwork({ sizes: [2, 10, 1] }),
    rewardProbabilities = [
      [0.2, 0.8],
      [0.9, 0.1],
      [0.2, 0.8],
    ],
    blocks = rewardProbabilities.length,
    trialsPerBlock = 80,
    baited = true,
    expectedReward = defaultRewardExpectation,
    inputMean = 0.75,
    inputStd = 0.05,
    initialStd = 0.01,
    initialMean = 0,
    maximumPresentations = 10_000,
    shuffleInputs = true,
    recordWeights = true,
  } = options;
  checkCount('blocks', blocks);
  checkCount('trialsPerBlock', trialsPerBlock);
  checkCount('maximumPresentations', maximumPresentations);
  for (const [name, value] of Object.entries({ inputStd, initialStd })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw optionError(name, value, 'a finite number from 0');
  }
  for (const [name, value] of Object.entries({ inputMean, initialMean })) {
    if (!Number.isFinite(value)) throw optionError(name, value, 'a finite number');
  }
  const chances = rewardProbabilities.flat();
  const pairs = rewardProbabilities.length > 0 && rewardProbabilities.every((row) => row.length === 2);
  if (!pairs || !chances.every((chance) => chance >= 0 && chance <= 1)) {
    const got = JSON.stringify(rewardProbabilities);
    throw optionError('rewardProbabilities', got, 'rows of two numbers from 0 to 1');
  }
  if (network.inputs < 2) throw optionError('network.inputs', network.inputs, '2 or more, half of them for each odour');
  if (!network.readout && network.units !== 1) {
    throw optionError('network.units', network.units, 'one decision unit: sizes [inputs, units, 1] or [inputs, 1]');
  }
  rewardMemory(expectedReward);
  return {
    rule,
    network,
    blocks: Array.from({ length: blocks }, (_, block) => rewardProbabilities[block % rewardProbabilities.length]),
    trialsPerBlock,
    baited,
    expectedReward,
    inputMean,
    inputStd,
    initialStd,
    initialMean,
    maximumPresentations,
    shuffleInputs,
    recordWeights,
  };
}

/** A whole number from 1. */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw optionError(name, value, 'a whole number from 1');
}

/** What is wrong with an option of a simulator. */
export function optionError(name: string, value: unknown, accepted: string): ConfigError {
  return new ConfigError({
    code: 'plasticity/simulation',
    argument: name,
    message: `${name} is ${String(value)}, expected ${accepted}.`,
  });
}
