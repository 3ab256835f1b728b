// Simulated recordings of a plastic layer without decisions, for rules such as Oja's.
import { random } from '@perceptrons/tensor';
import { finish } from '../inference/event-loop';
import { type PlasticNetwork, plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type PlasticityRule, type Powers, type TaylorRule, termIndex } from '../rules/rule';
import type { Experiment } from './experiment';
import { PlasticLayer } from './plastic-layer';
import { experimentKey, type Purpose, sharedKey } from './seeded-draws';
import { checkCount, optionError } from './simulate-behaviour';
import { type OnExperiment, type SimulationControl, simulateInTurns } from './simulation-control';

/** How the recorded neurons are drawn, see {@link ActivityOptions.recordedDraw}. */
export type RecordedDraw = 'chance' | 'exact';

const recordedDraws: readonly RecordedDraw[] = ['chance', 'exact'];

/** What stands for inputs that were not recorded, see {@link ActivityOptions.unrecordedInputs}. */
export type UnrecordedInputs = 'drawn' | 'mean';

const unrecordedChoices: readonly UnrecordedInputs[] = ['drawn', 'mean'];

export interface ActivityOptions {
  /** Default: Oja's rule, x y - y^2 w. */
  rule?: PlasticityRule;
  /** Several outputs, no readout. Default: sizes [50, 50]. */
  network?: PlasticNetwork;
  /** Trajectories. Default 200. */
  experiments?: number;
  /** Steps of each trajectory, one presentation each. Default 10. */
  trials?: number;
  /** Standard deviation of the inputs. Default 0.1. */
  inputStd?: number;
  /** Standard deviation of the initial weights. Default 1 / (inputs + outputs). */
  initialStd?: number;
  /** Standard deviation of the noise on the recorded activities; the weights move without it. Default 0. */
  noiseStd?: number;
  /** Chance that a neuron, input or output, is recorded, or the share of them, see `recordedDraw`. Default 1. */
  recordedFraction?: number;
  /**
   * 'chance' (default, as published): each neuron by itself, so that their number differs between seeds; of 50 neurons at one
   * half 25 with a standard deviation of 3.5. 'exact': as many as the share says, `round(recordedFraction * count)` of the
   * inputs and of the outputs, drawn without repetition. Both take the neurons in the same drawn order, so that for one seed
   * one set contains the other.
   */
  recordedDraw?: RecordedDraw;
  /**
   * 'drawn' (default, as published): independent draws of the same distribution. 'mean': 0, the mean of the inputs. Draws are
   * noise to the model, and noise in its inputs pulls what is fitted towards 0; at their mean, inputs that are not known
   * say nothing, and the activity that the model predicts is the expected one.
   */
  unrecordedInputs?: UnrecordedInputs;
  /** Keeps the true weights after every step. Default true; false saves memory in large networks. */
  recordWeights?: boolean;
  /** 'eval' gives trajectories that 'train' of the same seed does not have. Default 'train'. */
  purpose?: Purpose;
  seed: number;
}

/** Published settings: `simulateActivity({ ...activitySettings.workshop, seed: 1 })`. */
export const activitySettings = {
  /** Mehta et al. 2024: 100 inputs, 1000 outputs, 50 steps, 50 trajectories, inputs of variance 0.1. */
  paper: {
    network: plasticNetwork({ sizes: [100, 1000] }),
    experiments: 50,
    trials: 50,
    inputStd: Math.sqrt(0.1),
    initialStd: Math.sqrt(2 / 100),
    recordWeights: false,
  },
  /** The authors' earlier workshop version, with published scores: 50 inputs, 50 outputs, 10 steps, 200 trajectories. */
  workshop: {
    network: plasticNetwork({ sizes: [50, 50] }),
    experiments: 200,
    trials: 10,
    inputStd: 0.1,
    initialStd: 1 / 100,
  },
} satisfies Record<string, Omit<ActivityOptions, 'seed'>>;

/**
 * Simulates trajectories of one network: normal inputs, activities of the outputs, one update after each step.
 *
 * All experiments of a seed, for training and evaluation, have the same initial weights, which the model knows
 * (`initialWeights`), and the same recorded neurons. An input that is not recorded is replaced, see
 * `unrecordedInputs`; an output that is not recorded has 0 in `recorded` and does not count in a loss. At least one input and one
 * output are recorded. There are no decisions, no rewards, and the reward term is 0.
 *
 * @returns One experiment for each trajectory, named `simulatedActivity <index> (<purpose>, seed <seed>)`.
 * @throws ConfigError `plasticity/simulation` for an option out of range, `plasticity/purpose`.
 * Source: Mehta et al. 2024, recovery of Oja's rule from neural activity.
 */
export function simulateActivity(options: ActivityOptions): Experiment[] {
  return finish(activitySteps(options));
}

/**
 * `simulateActivity` with turns of the event loop after about every 16 ms or each step of a large network, progress after
 * each trajectory, and a signal to stop. The data are the same to the last bit.
 *
 * @throws as `simulateActivity`, as a rejection; AbortedError with the complete trajectories in `partial`.
 */
export function simulateActivityAsync(options: ActivityOptions & SimulationControl): Promise<Experiment[]> {
  return simulateInTurns((onExperiment) => activitySteps(options, onExperiment), options);
}

function* activitySteps(
  options: ActivityOptions,
  onExperiment?: OnExperiment<Experiment>,
): Generator<void, Experiment[]> {
  const { rule = ojaRule(), network = plasticNetwork({ sizes: [50, 50] }), experiments = 200, trials = 10 } = options;
  const { inputs, units } = network;
  const { inputStd = 0.1, initialStd = 1 / (inputs + units), noiseStd = 0, recordedFraction = 1 } = options;
  const { recordedDraw = 'chance', unrecordedInputs = 'drawn', purpose = 'train', seed } = options;
  checkCount('experiments', experiments);
  checkCount('trials', trials);
  for (const [name, value] of Object.entries({ inputStd, initialStd, noiseStd })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw optionError(name, value, 'a finite number from 0');
  }
  if (!(recordedFraction > 0 && recordedFraction <= 1)) {
    throw optionError('recordedFraction', recordedFraction, 'a number above 0 and up to 1');
  }
  if (!recordedDraws.includes(recordedDraw)) throw optionError('recordedDraw', recordedDraw, "'chance' or 'exact'");
  if (!unrecordedChoices.includes(unrecordedInputs)) {
    throw optionError('unrecordedInputs', unrecordedInputs, "'drawn' or 'mean'");
  }
  if (network.readout) throw optionError('network', `[${inputs}, ${units}, 1]`, 'sizes [inputs, outputs], no readout');

  const [weightKey, inputKey, outputKey] = random.split(sharedKey(seed, 'activity'), 3);
  const initialWeights = random.normalArray(weightKey, inputs * units, { stddev: initialStd });
  const known = recordedNeurons(inputKey, inputs, recordedFraction, recordedDraw);
  const recorded = recordedNeurons(outputKey, units, recordedFraction, recordedDraw);
  const all: Experiment[] = [];
  for (let index = 0; index < experiments; index++) {
    const [seenKey, replacedKey, noiseKey] = random.split(experimentKey(seed, 'activity', purpose, index), 3);
    const seen = random.normalArray(seenKey, trials * inputs, { stddev: inputStd });
    const stddev = unrecordedInputs === 'mean' ? 0 : inputStd;
    const replaced = random.normalArray(replacedKey, trials * inputs, { stddev });
    const activity = random.normalArray(noiseKey, trials * units, { stddev: noiseStd });
    const weights = options.recordWeights === false ? undefined : new Float32Array(trials * inputs * units);
    const layer = new PlasticLayer(rule, network, initialWeights);
    for (let trial = 0; trial < trials; trial++) {
      const x = seen.subarray(trial * inputs, (trial + 1) * inputs);
      layer.present(x);
      for (let unit = 0; unit < units; unit++) activity[trial * units + unit] += layer.units[unit];
      layer.update(x, 0);
      weights?.set(layer.weights, trial * inputs * units);
      yield;
    }
    all.push({
      name: `simulatedActivity ${index} (${purpose}, seed ${seed})`,
      simulated: true,
      inputs,
      trials,
      longest: 1,
      x: seen.map((value, place) => (known[place % inputs] ? value : replaced[place])),
      lengths: new Int32Array(trials).fill(1),
      rewardTerm: new Float32Array(trials),
      activity,
      recorded: recorded.slice(),
      initialWeights: initialWeights.slice(),
      ...(weights && { weights }),
    });
    onExperiment?.(all, experiments);
  }
  return all;
}

/** [count], 1 for the neurons with the smallest draws: those below the fraction or as many as it says, and at least one. */
function recordedNeurons(key: random.Key, count: number, fraction: number, draw: RecordedDraw): Uint8Array {
  const draws = random.uniformArray(key, count);
  const order = Array.from(draws.keys()).sort((a, b) => draws[a] - draws[b] || a - b);
  const wanted = draw === 'exact' ? Math.round(fraction * count) : draws.filter((value) => value < fraction).length;
  const recorded = new Uint8Array(count);
  for (const neuron of order.slice(0, Math.max(1, wanted))) recorded[neuron] = 1;
  return recorded;
}

function ojaRule(): TaylorRule {
  const terms: [Powers, number][] = [
    [[1, 1, 0, 0], 1],
    [[0, 2, 1, 0], -1],
  ];
  const rule = {
    kind: 'taylor' as const,
    coefficients: new Float64Array(COEFFICIENTS),
    mask: new Uint8Array(COEFFICIENTS),
  };
  for (const [powers, coefficient] of terms) {
    rule.coefficients[termIndex(powers)] = coefficient;
    rule.mask[termIndex(powers)] = 1;
  }
  return rule;
}
