// The two passes through the trajectory of an experiment: forward in time, and back (the adjoint recursion). Units meet in
// the loss alone, so a pass may take some of them at a time: large trajectories of weights need never be held as a whole.
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork, UnitActivation } from '../networks/plastic-network';
import type { SynapseKernel, TrialUpdate } from './synapse-kernel';

/** Everything the reverse pass needs of the forward pass. Arrays may be longer than the experiment needs. */
export interface Rollout {
  /** [T, L], written by `readLogits`. */
  logits: Float64Array;
  /** [T, L, units], of all units. */
  units: Float64Array;
  /** [T + 1, inputs, block.width], of the units of the block. The caller fills the first inputs x width. */
  weights: Float64Array;
}

/** Some of the units, one after the other. */
export interface UnitBlock {
  first: number;
  width: number;
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

function trialUpdate(network: PlasticNetwork, experiment: Experiment, rollout: Rollout, block: UnitBlock): TrialUpdate {
  const { inputs, stepSize } = network;
  const { x } = experiment;
  const { units: y, weights } = rollout;
  return { inputs, units: block.width, stepSize, x, xAt: 0, y, yAt: 0, weights, weightsAt: 0, reward: 0 };
}

function place(
  update: TrialUpdate,
  network: PlasticNetwork,
  experiment: Experiment,
  rewards: ArrayLike<number>,
  block: UnitBlock,
  trial: number,
): void {
  const last = trial * experiment.longest + experiment.lengths[trial] - 1;
  update.xAt = last * network.inputs;
  update.yAt = last * network.units + block.first;
  update.weightsAt = trial * network.inputs * block.width;
  update.reward = rewards[trial];
}

/**
 * Forward: the units of every presentation, and the weights after each of the first `updates` trials.
 *
 * @param rewards [T], what the rule sees as r.
 * @param known True where the units were computed before and only the weights are wanted.
 */
export function rollForward(
  kernel: SynapseKernel,
  network: PlasticNetwork,
  experiment: Experiment,
  rewards: ArrayLike<number>,
  rollout: Rollout,
  block: UnitBlock,
  updates: number,
  known = false,
): void {
  const { inputs, activation } = network;
  const { trials, longest, lengths, x } = experiment;
  const { units, weights } = rollout;
  const { first, width } = block;
  const update = trialUpdate(network, experiment, rollout, block);
  for (let trial = 0; trial < trials; trial++) {
    const base = trial * inputs * width;
    for (let l = known ? lengths[trial] : 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const from = presentation * network.units + first;
      const to = from + width;
      let at = base;
      for (let j = 0; j < inputs; j++) {
        const p = x[presentation * inputs + j];
        if (j === 0) for (let i = from; i < to; i++) units[i] = p * weights[at++];
        else for (let i = from; i < to; i++) units[i] += p * weights[at++];
      }
      activate(activation, units, from, to);
    }
    if (trial < updates) {
      place(update, network, experiment, rewards, block, trial);
      kernel.update(update);
    }
  }
}

/** The logits of all presentations, from their units; none where the network has no decision unit. */
export function readLogits(network: PlasticNetwork, experiment: Experiment, { logits, units }: Rollout): void {
  const { trials, longest, lengths } = experiment;
  const { readout, units: width } = network;
  for (let trial = 0; trial < trials; trial++) {
    for (let l = 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const from = presentation * width;
      if (readout) {
        let logit = 0;
        for (let i = 0; i < width; i++) logit += readout[i] * units[from + i];
        logits[presentation] = logit;
      } else if (width === 1) logits[presentation] = units[from];
    }
  }
}

/**
 * Backward through the trajectory: from the gradients for the units to those for the parameters and the first weights.
 *
 * @param unitGradient [T, L, units], gradient of the loss for every unit by itself. Overwritten.
 * @param gradient Receives the gradient for the parameters, added to what is there.
 * @param lambda [inputs, block.width]. Receives the gradient for the weights before the first trial.
 * @param rewardGradient [T]. Receives the gradient for the reward terms, added to what is there.
 * Source: Mehta et al. 2024 differentiate the trajectory automatically; this is the same gradient written as a recursion.
 */
export function rollBackward(
  kernel: SynapseKernel,
  network: PlasticNetwork,
  experiment: Experiment,
  rewards: ArrayLike<number>,
  rollout: Rollout,
  block: UnitBlock,
  unitGradient: Float64Array,
  gradient: Float64Array,
  lambda: Float64Array,
  rewardGradient?: Float64Array,
): void {
  const { inputs, activation } = network;
  const { trials, longest, lengths, x } = experiment;
  const { units } = rollout;
  const { first, width } = block;
  const update = trialUpdate(network, experiment, rollout, block);
  lambda.fill(0);
  for (let trial = trials - 1; trial >= 0; trial--) {
    // Nothing observes the weights after the last trial: its update has no share in the gradient.
    if (trial < trials - 1) {
      place(update, network, experiment, rewards, block, trial);
      const forReward = kernel.reverse(update, lambda, unitGradient, gradient);
      if (rewardGradient) rewardGradient[trial] += forReward;
    }
    for (let l = 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const from = presentation * network.units + first;
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
