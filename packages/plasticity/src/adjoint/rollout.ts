// The two passes through the trajectory of an experiment: forward in time, and back (the adjoint recursion).
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork, UnitActivation } from '../networks/plastic-network';
import type { SynapseKernel, TrialUpdate } from './synapse-kernel';

/** Everything the reverse pass needs of the forward pass. Arrays may be longer than the experiment needs. */
export interface Rollout {
  /** [T, L], written where the network has a decision unit. */
  logits: Float64Array;
  /** [T, L, units]. */
  units: Float64Array;
  /** [T + 1, inputs, units]. The caller fills the first inputs x units. */
  weights: Float64Array;
}

function activate(activation: UnitActivation, values: Float64Array, from: number, to: number): void {
  if (activation === 'tanh') for (let i = from; i < to; i++) values[i] = Math.tanh(values[i]);
  else if (activation === 'sigmoid') for (let i = from; i < to; i++) values[i] = 1 / (1 + Math.exp(-values[i]));
}

/** Multiplies gradients for units by the derivative of their activation, which is a function of the units themselves. */
function throughActivation(
  activation: UnitActivation,
  gradient: Float64Array,
  units: Float64Array,
  from: number,
  to: number,
): void {
  if (activation === 'tanh') for (let i = from; i < to; i++) gradient[i] *= 1 - units[i] * units[i];
  else if (activation === 'sigmoid') for (let i = from; i < to; i++) gradient[i] *= units[i] * (1 - units[i]);
}

function trialUpdate(network: PlasticNetwork, experiment: Experiment, rollout: Rollout): TrialUpdate {
  const { inputs, units, stepSize } = network;
  const { x } = experiment;
  return {
    inputs,
    units,
    stepSize,
    x,
    xAt: 0,
    y: rollout.units,
    yAt: 0,
    weights: rollout.weights,
    weightsAt: 0,
    reward: 0,
  };
}

function place(update: TrialUpdate, experiment: Experiment, rewards: ArrayLike<number>, trial: number): void {
  const last = trial * experiment.longest + experiment.lengths[trial] - 1;
  update.xAt = last * update.inputs;
  update.yAt = last * update.units;
  update.weightsAt = trial * update.inputs * update.units;
  update.reward = rewards[trial];
}

/**
 * Forward: units and logits of every presentation, and the weights after each of the first `updates` trials.
 *
 * @param rewards [T], what the rule sees as r.
 */
export function rollForward(
  kernel: SynapseKernel,
  network: PlasticNetwork,
  experiment: Experiment,
  rewards: ArrayLike<number>,
  rollout: Rollout,
  updates: number,
): void {
  const { inputs, units: width, activation, readout } = network;
  const { trials, longest, lengths, x } = experiment;
  const { logits, units, weights } = rollout;
  const update = trialUpdate(network, experiment, rollout);
  for (let trial = 0; trial < trials; trial++) {
    const base = trial * inputs * width;
    for (let l = 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const from = presentation * width;
      const to = from + width;
      let at = base;
      for (let j = 0; j < inputs; j++) {
        const p = x[presentation * inputs + j];
        if (j === 0) for (let i = from; i < to; i++) units[i] = p * weights[at++];
        else for (let i = from; i < to; i++) units[i] += p * weights[at++];
      }
      activate(activation, units, from, to);
      if (readout) {
        let logit = 0;
        for (let i = 0; i < width; i++) logit += readout[i] * units[from + i];
        logits[presentation] = logit;
      } else if (width === 1) logits[presentation] = units[from];
    }
    if (trial < updates) {
      place(update, experiment, rewards, trial);
      kernel.update(update);
    }
  }
}

/**
 * Backward through the trajectory: from the gradients for the units to those for the parameters and the first weights.
 *
 * @param unitGradient [T, L, units], gradient of the loss for every unit by itself. Overwritten.
 * @param gradient Receives the gradient for the parameters, added to what is there.
 * @param lambda [inputs, units]. Receives the gradient for the weights before the first trial.
 * @param rewardGradient [T]. Receives the gradient for the reward terms.
 * Source: Mehta et al. 2024 differentiate the trajectory automatically; this is the same gradient written as a recursion.
 */
export function rollBackward(
  kernel: SynapseKernel,
  network: PlasticNetwork,
  experiment: Experiment,
  rewards: ArrayLike<number>,
  rollout: Rollout,
  unitGradient: Float64Array,
  gradient: Float64Array,
  lambda: Float64Array,
  rewardGradient?: Float64Array,
): void {
  const { inputs, units: width, activation } = network;
  const { trials, longest, lengths, x } = experiment;
  const { units } = rollout;
  const update = trialUpdate(network, experiment, rollout);
  lambda.fill(0);
  if (rewardGradient) rewardGradient.fill(0);
  for (let trial = trials - 1; trial >= 0; trial--) {
    // Nothing observes the weights after the last trial: its update has no share in the gradient.
    if (trial < trials - 1) {
      place(update, experiment, rewards, trial);
      const forReward = kernel.reverse(update, lambda, unitGradient, gradient);
      if (rewardGradient) rewardGradient[trial] = forReward;
    }
    for (let l = 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const from = presentation * width;
      const to = from + width;
      throughActivation(activation, unitGradient, units, from, to);
      let at = 0;
      for (let j = 0; j < inputs; j++) {
        const p = x[presentation * inputs + j];
        for (let i = from; i < to; i++) lambda[at++] += p * unitGradient[i];
      }
    }
  }
}
