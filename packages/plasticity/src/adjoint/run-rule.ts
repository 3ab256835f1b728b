import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';
import { checkExperiment, checkRule, startWeights } from './check';
import { kernelOf } from './kernel-of';
import { readLogits, rollForward } from './rollout';

/** What a rule makes of an experiment. Trials T, presentations L of the longest trial; 0 behind the end of a trial. */
export interface Trajectory {
  /** [T, L], logit of accepting; all 0 for a network without a decision unit. */
  logits: Float64Array;
  /** [T, L, units], after the activation. */
  units: Float64Array;
  /** [T + 1, inputs, units], first the weights before the first trial, then those after each update. */
  weights: Float64Array;
}

/**
 * Runs a network whose weights follow a rule through an experiment, in float64. Stimuli, decisions and rewards are those
 * recorded; nothing is drawn.
 *
 * @param rule Rule of the plastic synapses.
 * @param network Sizes, activation, readout and step size.
 * @param experiment Its `x`, `lengths` and `rewardTerm` are used.
 * @param initialWeights [inputs, units]. Default: those of the experiment, else zeros.
 * @throws ShapeError `plasticity/rule-size`, `plasticity/experiment-inputs`, `plasticity/experiment-size` or
 *   `plasticity/initial-weights`; DataError `plasticity/no-trials` or `plasticity/trial-length`.
 * Source: Mehta et al. 2024, network and update of section 3.
 */
export function runRule(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiment: Experiment,
  initialWeights?: ArrayLike<number>,
): Trajectory {
  checkRule(rule);
  checkExperiment(experiment, network);
  const start = startWeights(network, experiment, initialWeights);
  const { trials, longest, rewardTerm } = experiment;
  const { inputs, units } = network;
  const trajectory = {
    logits: new Float64Array(trials * longest),
    units: new Float64Array(trials * longest * units),
    weights: new Float64Array((trials + 1) * inputs * units),
  };
  if (start) trajectory.weights.set(start);
  const block = { first: 0, width: units };
  rollForward(kernelOf(rule), network, experiment, rewardTerm, trajectory, block, trials);
  readLogits(network, experiment, trajectory);
  return trajectory;
}
