import { ConfigError, DataError } from '@perceptrons/tensor';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf } from '../rules/rule';
import { checkAny, checkExperiment, checkRule, hasLogit, startWeights } from './check';
import { behaviorLoss, neuralLoss } from './experiment-loss';
import { kernelOf } from './kernel-of';
import { rateGradient, rewardTerms } from './reward-rate';
import { readLogits, rollBackward, rollForward, type UnitBlock } from './rollout';

/** What is compared with the recording. */
export interface LossOptions {
  /**
   * 'behavior': binary cross-entropy of the decisions, mean over presentations. 'neural': half the mean squared error of the
   * units, mean over recorded units and presentations. 'both': their sum. Default: 'behavior'.
   */
  loss?: 'behavior' | 'neural' | 'both';
  /**
   * 'valid': mean over the presentations. 'reference': the mean of the published code, over trials x longest cells, where a
   * cell behind the end of a trial adds ln 2; for 'behavior' alone. Default: 'valid'.
   */
  lossMean?: 'valid' | 'reference';
  /** Adds l1 * the sum of absolute parameters. Default: 0. */
  l1?: number;
  /** Adds l2 * the sum of squared parameters. Default: 0. */
  l2?: number;
  /** [inputs, units], the same for all experiments. Default: those of each experiment, else zeros. */
  initialWeights?: ArrayLike<number>;
  /** Also the gradient for the initial weights. Default: false. */
  gradInitialWeights?: boolean;
  /**
   * From 0 to 1. Instead of `rewardTerm` the rule sees reward minus expected reward, which starts at 0 and moves by this
   * fraction of their difference after each trial; the gradient for it comes too. Experiments need `rewards`.
   */
  expectedRewardRate?: number;
  /**
   * Bytes that a trajectory of weights may take, 8 for each weight and trial. Above, units are taken in blocks, and the
   * weights of each block are computed twice. Default: 268435456 (256 MiB).
   */
  memoryLimit?: number;
}

export interface LossAndGradient {
  /** Mean over the experiments, plus the penalties. Not finite where weights grow without bound. */
  loss: number;
  /** [experiments], without the penalties. */
  perExperiment: Float64Array;
  /** Like `parametersOf(rule)`; exactly 0 outside of the mask of a Taylor rule. */
  gradient: Float64Array;
  /** [inputs, units], for a shift of the initial weights of all experiments. With `gradInitialWeights`. */
  initialWeightsGradient?: Float64Array;
  /** With `expectedRewardRate`. */
  expectedRewardRateGradient?: number;
}

/** Refuses options that the network cannot serve. */
export function checkOptions(network: PlasticNetwork, options: LossOptions): void {
  const { loss = 'behavior', lossMean, expectedRewardRate: rate, memoryLimit = 1 } = options;
  if (loss !== 'neural' && !hasLogit(network)) {
    throw new ConfigError({
      code: 'plasticity/no-decision-unit',
      argument: 'loss',
      message: `The loss '${loss}' needs a decision unit, but the network has ${network.units} units and no readout. Use sizes [inputs, units, 1], or the loss 'neural'.`,
    });
  }
  if (lossMean === 'reference' && loss !== 'behavior') {
    throw new ConfigError({
      code: 'plasticity/loss-mean',
      argument: 'lossMean',
      message: `lossMean 'reference' is defined for the loss 'behavior', got '${loss}'. Use lossMean 'valid'.`,
    });
  }
  if (rate !== undefined && !(rate >= 0 && rate <= 1)) {
    throw new ConfigError({
      code: 'plasticity/reward-rate',
      argument: 'expectedRewardRate',
      message: `expectedRewardRate is ${rate}. It must lie between 0 and 1; 0.1 remembers about ten trials.`,
    });
  }
  if (!(memoryLimit > 0)) {
    throw new ConfigError({
      code: 'plasticity/memory-limit',
      argument: 'memoryLimit',
      message: `memoryLimit is ${memoryLimit}. It is a number of bytes above 0; leave it out for 256 MiB.`,
    });
  }
}

/** As many units at a time as the limit allows, at least one. */
function unitBlocks({ inputs, units }: PlasticNetwork, trials: number, memoryLimit: number): UnitBlock[] {
  const width = Math.max(1, Math.min(units, Math.floor(memoryLimit / (8 * inputs * trials))));
  return Array.from({ length: Math.ceil(units / width) }, (_, index) => ({
    first: index * width,
    width: Math.min(width, units - index * width),
  }));
}

/** Copies the weights of some units; zeros where there are none. */
function copyWeights(from: ArrayLike<number> | undefined, to: Float64Array, network: PlasticNetwork, block: UnitBlock) {
  const { first, width } = block;
  for (let j = 0; j < network.inputs; j++) {
    for (let i = 0; i < width; i++) to[j * width + i] = from ? from[j * network.units + first + i] : 0;
  }
}

/** A part of an experiment that has to be there. */
export function need<T>(value: T | undefined, experiment: Experiment, field: string, why: string): T {
  if (value !== undefined) return value;
  throw new DataError({
    code: `plasticity/no-${field}`,
    argument: 'experiments',
    message: `Experiment ${experiment.name} has no ${field}, which ${why} needs.`,
  });
}

/**
 * Loss of a rule and its exact gradient for the parameters of the rule, through the whole trajectories, in float64. All
 * presentations enter the loss; the last presentation of a trial drives its update. One forward and one backward pass; one
 * trajectory of weights is held at a time, or a part of it where it is larger than `memoryLimit`.
 *
 * @param rule Rule of the plastic synapses, Taylor or MLP.
 * @param network Network of all experiments.
 * @param experiments At least one.
 * @param options Loss, penalties, and further gradients.
 * @returns Loss and gradients, means over the experiments. Nothing is thrown where the weights diverge: look whether `loss`
 *   is finite.
 * @throws ConfigError `plasticity/no-experiments`, `plasticity/no-decision-unit`, `plasticity/loss-mean`,
 *   `plasticity/reward-rate` or `plasticity/memory-limit`; DataError `plasticity/no-decisions`, `plasticity/no-activity`,
 *   `plasticity/no-rewards`, `plasticity/decision`, `plasticity/nothing-recorded`, `plasticity/no-trials` or
 *   `plasticity/trial-length`; ShapeError as `runRule`.
 * Source: Mehta et al. 2024, losses of section 3. Ours: the gradient as a recursion backward in time, the mean over
 * presentations without padding, the gradient for the expected reward's rate.
 */
export function lossAndGradient(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  options: LossOptions = {},
): LossAndGradient {
  checkRule(rule);
  checkOptions(network, options);
  checkAny(experiments);
  for (const experiment of experiments) checkExperiment(experiment, network);
  const { loss: kind = 'behavior', lossMean = 'valid', l1 = 0, l2 = 0, expectedRewardRate: rate } = options;
  const { memoryLimit = 2 ** 28 } = options;
  const { inputs, units: width } = network;
  const synapses = inputs * width;

  const parameters = parametersOf(rule);
  const kernel = kernelOf(rule);
  const gradient = new Float64Array(parameters.length);
  const startGradient = new Float64Array(synapses);
  const trials = Math.max(...experiments.map((experiment) => experiment.trials));
  const blocks = unitBlocks(network, trials, memoryLimit);
  const lambdas = blocks.map((block) => new Float64Array(inputs * block.width));
  const cells = Math.max(...experiments.map((experiment) => experiment.trials * experiment.longest));
  const rollout = {
    logits: new Float64Array(cells),
    units: new Float64Array(cells * width),
    weights: new Float64Array(trials * inputs * blocks[0].width),
  };
  const unitGradient = new Float64Array(cells * width);
  const termGradient = rate === undefined ? undefined : new Float64Array(trials);
  let forRate = 0;

  const perExperiment = Float64Array.from(experiments, (experiment) => {
    const start = startWeights(network, experiment, options.initialWeights);
    const terms =
      rate === undefined
        ? undefined
        : rewardTerms(need(experiment.rewards, experiment, 'rewards', 'expectedRewardRate'), rate);
    const rewards = terms ?? experiment.rewardTerm;
    const updates = experiment.trials - 1;
    for (const block of blocks) {
      copyWeights(start, rollout.weights, network, block);
      rollForward(kernel, network, experiment, rewards, rollout, block, updates);
    }
    readLogits(network, experiment, rollout);
    let loss = 0;
    if (kind === 'neural') unitGradient.fill(0);
    else {
      const decisions = need(experiment.decisions, experiment, 'decisions', `the loss '${kind}'`);
      loss += behaviorLoss(network, experiment, decisions, rollout, lossMean === 'reference', unitGradient);
    }
    if (kind !== 'behavior') {
      const activity = need(experiment.activity, experiment, 'activity', `the loss '${kind}'`);
      loss += neuralLoss(network, experiment, activity, rollout, unitGradient);
    }
    termGradient?.fill(0);
    blocks.forEach((block, index) => {
      if (blocks.length > 1) {
        copyWeights(start, rollout.weights, network, block);
        rollForward(kernel, network, experiment, rewards, rollout, block, updates, true);
      }
      const lambda = lambdas[index];
      rollBackward(kernel, network, experiment, rewards, rollout, block, unitGradient, gradient, lambda, termGradient);
      for (let at = 0; at < lambda.length; at++) {
        startGradient[Math.floor(at / block.width) * width + block.first + (at % block.width)] += lambda[at];
      }
    });
    if (rate !== undefined && terms && termGradient) forRate += rateGradient(terms, termGradient, rate);
    return loss;
  });

  const count = experiments.length;
  let loss = perExperiment.reduce((sum, value) => sum + value, 0) / count;
  for (let k = 0; k < gradient.length; k++) {
    const free = rule.kind === 'mlp' || rule.mask[k] !== 0;
    if (!free) gradient[k] = 0;
    else {
      const value = parameters[k];
      loss += l1 * Math.abs(value) + l2 * value * value;
      gradient[k] = gradient[k] / count + l1 * Math.sign(value) + 2 * l2 * value;
    }
  }
  return {
    loss,
    perExperiment,
    gradient,
    ...(options.gradInitialWeights && { initialWeightsGradient: startGradient.map((value) => value / count) }),
    ...(rate !== undefined && { expectedRewardRateGradient: forRate / count }),
  };
}
