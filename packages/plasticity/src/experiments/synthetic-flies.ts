// Stand-ins for recorded flies where the truth is known, with and without a decay of the weights.
import { ConfigError, random } from '@perceptrons/tensor';
import { finish } from '../inference/event-loop';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type Powers, type TaylorRule, termIndex } from '../rules/rule';
import type { Experiment } from './experiment';
import { experimentOfTrials } from './experiment-of-trials';
import { Draws, experimentKey, type Purpose, sharedKey } from './seeded-draws';
import { animalSteps } from './simulate-animal';
import { animalSettings, type BehaviourOptions, checkCount, optionError } from './simulate-behaviour';
import { type OnExperiment, type SimulationControl, simulateInTurns } from './simulation-control';

/** An experiment of a synthetic fly, with what made it. */
export interface SyntheticFly extends Experiment {
  seed: number;
  /** Terms 1, x, r, x r and w; the weight term is exactly 0 for flies without decay. */
  rule: TaylorRule;
}

export interface SyntheticFlyOptions
  extends Pick<
    BehaviourOptions,
    | 'blocks'
    | 'trialsPerBlock'
    | 'rewardProbabilities'
    | 'baited'
    | 'expectedReward'
    | 'inputMean'
    | 'inputStd'
    | 'initialStd'
  > {
  /** Flies. Default 18. */
  flies?: number;
  /** True: weights decay at every accept, by about 6 % of themselves. False: the decay is exactly 0. Default true. */
  decay?: boolean;
  /** Factor of the coefficients of r and x r. Default: 1 with decay, 0.85 without. */
  rewardDrive?: number;
  /** Standard deviation over flies of the coefficients of 1 and x. Default: 0.02 with decay, 0.004 without. */
  driftStd?: number;
  /** Draws again the coefficients of a fly with a longer trial. Default 400. */
  maximumPresentations?: number;
  /** 'eval' gives flies that 'train' of the same seed does not have. Default 'train'. */
  purpose?: Purpose;
  seed: number;
}

/** Coefficients of r and of x r as mean and standard deviation over flies; the means follow published medians of 18 flies. */
const rewardTerms: readonly { powers: Powers; mean: number; std: number }[] = [
  { powers: [0, 0, 0, 1], mean: -0.1, std: 0.15 },
  { powers: [1, 0, 0, 1], mean: 0.4, std: 0.25 },
];
/** Terms around 0, which move weights without reward. */
const driftTerms: readonly Powers[] = [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
];
const decayTerm: Powers = [0, 0, 1, 0];
const decayDistribution = { mean: -0.06, std: 0.03 };

/**
 * Flies with decay, and their control without. A weight without decay adds up the terms 1 and x over all trials, so that the
 * control with the same numbers would be explained three times as well as real flies; these numbers bring it to their level.
 */
const matched = { decay: { rewardDrive: 1, driftStd: 0.02 }, control: { rewardDrive: 0.85, driftStd: 0.004 } };

const maximumDraws = 1000;

/**
 * Simulates stand-ins for flies on two odours: network [2, 1], 3 blocks of 80 trials with baited rewards, the coefficients
 * of each fly drawn around published medians. No animal made these data; captions of figures say "simulated".
 *
 * `initialWeights` [2, 1] is where the fitted model starts, one draw for the seed; each fly starts from weights of its own,
 * and `weights` are its true ones. Odour A has input 0.
 *
 * The control (`decay: false`) has a weight term of exactly 0. Over 180 flies of seeds 0 to 9 its true rules explain 5.1 %
 * of the deviance in the median (quartiles 2.4 and 8.6 %, mean 5.9 %), close to published fits of 18 real flies without a
 * weight term (median 5.85 %, mean 6.19 %); flies with decay reach 3.5 % in the median.
 *
 * @returns One experiment for each fly, named `syntheticFly <index> (<purpose>, seed <seed>)`, with its seed and rule.
 * @throws ConfigError `plasticity/simulation` for an option out of range, `plasticity/endless-trial` where no draw of
 *   coefficients gives trials short enough, `plasticity/purpose`, `plasticity/reward-expectation`.
 * Source: medians of Mehta et al. 2024, fits to 18 flies. Ours: spread over flies, and the matched control.
 */
export function syntheticFlies(options: SyntheticFlyOptions): SyntheticFly[] {
  return finish(flySteps(options));
}

/**
 * `syntheticFlies` with turns of the event loop after about every 16 ms, progress after each fly, and a signal to stop. The
 * data are the same to the last bit.
 *
 * @throws as `syntheticFlies`, as a rejection; AbortedError with the complete flies in `partial`.
 */
export function syntheticFliesAsync(options: SyntheticFlyOptions & SimulationControl): Promise<SyntheticFly[]> {
  return simulateInTurns((onExperiment) => flySteps(options, onExperiment), options);
}

function* flySteps(
  options: SyntheticFlyOptions,
  onExperiment?: OnExperiment<SyntheticFly>,
): Generator<void, SyntheticFly[]> {
  const { flies = 18, decay = true, purpose = 'train', seed, maximumPresentations = 400 } = options;
  const defaults = matched[decay ? 'decay' : 'control'];
  const { rewardDrive = defaults.rewardDrive, driftStd = defaults.driftStd } = options;
  checkCount('flies', flies);
  for (const [name, value] of Object.entries({ rewardDrive, driftStd })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw optionError(name, value, 'a finite number from 0');
  }
  const network = plasticNetwork({ sizes: [2, 1] });
  const rest = { ...options, network, maximumPresentations, shuffleInputs: false };
  const initialWeights = random.normalArray(sharedKey(seed, 'flies'), network.inputs, {
    stddev: options.initialStd ?? 0.01,
  });
  const all: SyntheticFly[] = [];
  for (let fly = 0; fly < flies; fly++) {
    const key = experimentKey(seed, 'flies', purpose, fly);
    const name = `syntheticFly ${fly} (${purpose}, seed ${seed})`;
    for (let draw = 0; all.length === fly && draw < maximumDraws; draw++) {
      const [coefficientKey, animalKey] = random.split(random.foldIn(key, draw));
      const rule = flyRule(coefficientKey, decay, rewardDrive, driftStd);
      const settings = animalSettings({ ...rest, rule });
      const { trials, weights, stopped } = yield* animalSteps(settings, animalKey);
      if (stopped) continue;
      const { inputs } = network;
      const { expectedReward } = settings;
      const experiment = experimentOfTrials({ name, simulated: true, inputs, trials, expectedReward });
      all.push({ ...experiment, initialWeights: initialWeights.slice(), weights, seed, rule });
    }
    if (all.length === fly) {
      throw new ConfigError({
        code: 'plasticity/endless-trial',
        argument: 'maximumPresentations',
        message: `${name}: each of ${maximumDraws} draws of the coefficients had a trial of more than ${maximumPresentations} presentations. Raise maximumPresentations or lower rewardDrive (${rewardDrive}).`,
      });
    }
    onExperiment?.(all, flies);
  }
  return all;
}

function flyRule(key: random.Key, decay: boolean, rewardDrive: number, driftStd: number): TaylorRule {
  const draws = Draws.normal(key);
  const coefficients = new Float64Array(COEFFICIENTS);
  const mask = new Uint8Array(COEFFICIENTS);
  const set = (powers: Powers, coefficient: number) => {
    coefficients[termIndex(powers)] = coefficient;
    mask[termIndex(powers)] = 1;
  };
  for (const powers of driftTerms) set(powers, driftStd * draws.next());
  for (const { powers, mean, std } of rewardTerms) set(powers, rewardDrive * (mean + std * draws.next()));
  // A weight that grows by itself would not be a decay.
  const { mean, std } = decayDistribution;
  set(decayTerm, decay ? Math.min(0, mean + std * draws.next()) : 0);
  return { kind: 'taylor', coefficients, mask };
}
