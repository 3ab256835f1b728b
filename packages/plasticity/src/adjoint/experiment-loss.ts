// The loss of one experiment and its gradient for every unit.
import { DataError } from '@perceptrons/tensor';
import { type Experiment, presentations } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { Rollout } from './rollout';

/** log(1 + exp(-|logit|)) + max(logit, 0) - logit * decision, without overflow. */
export function binaryCrossEntropy(logit: number, decision: number): number {
  return Math.max(logit, 0) - logit * decision + Math.log1p(Math.exp(-Math.abs(logit)));
}

/**
 * Binary cross-entropy of the decisions, a mean over presentations.
 *
 * @param padded True: the mean is over all T x L cells, and each cell behind the end of a trial adds ln 2.
 * @param unitGradient [T, L, units]. Receives the gradient, written.
 */
export function behaviorLoss(
  network: PlasticNetwork,
  experiment: Experiment,
  decisions: Int8Array,
  { logits }: Rollout,
  padded: boolean,
  unitGradient: Float64Array,
): number {
  const { trials, longest, lengths } = experiment;
  const { readout, units } = network;
  const valid = presentations(experiment);
  const cells = padded ? trials * longest : valid;
  let sum = padded ? (cells - valid) * Math.LN2 : 0;
  for (let trial = 0; trial < trials; trial++) {
    for (let l = 0; l < lengths[trial]; l++) {
      const presentation = trial * longest + l;
      const decision = decisions[presentation];
      if (decision !== 0 && decision !== 1) {
        throw new DataError({
          code: 'plasticity/decision',
          argument: 'decisions',
          message: `Experiment ${experiment.name}, trial ${trial}, presentation ${l}: the decision is ${decision}. Inside of a trial it is 0 (reject) or 1 (accept).`,
        });
      }
      const logit = logits[presentation];
      sum += binaryCrossEntropy(logit, decision);
      const forLogit = (1 / (1 + Math.exp(-logit)) - decision) / cells;
      const from = presentation * units;
      if (readout) for (let i = 0; i < units; i++) unitGradient[from + i] = readout[i] * forLogit;
      else unitGradient[from] = forLogit;
    }
  }
  return sum / cells;
}

/**
 * Half the mean squared error of the units, over the recorded units and the presentations inside of trials. A recorded
 * activity that is NaN there counts as not recorded.
 *
 * @param unitGradient [T, L, units]. Receives the gradient, added to what is there.
 */
export function neuralLoss(
  network: PlasticNetwork,
  experiment: Experiment,
  activity: Float32Array,
  { units }: Rollout,
  unitGradient: Float64Array,
): number {
  const { trials, longest, lengths, recorded } = experiment;
  const width = network.units;
  let count = 0;
  let sum = 0;
  for (let trial = 0; trial < trials; trial++) {
    const from = trial * longest * width;
    const to = from + lengths[trial] * width;
    for (let at = from, i = 0; at < to; at++) {
      if ((!recorded || recorded[i]) && !Number.isNaN(activity[at])) {
        const difference = units[at] - activity[at];
        sum += difference * difference;
        count++;
      }
      if (++i === width) i = 0;
    }
  }
  if (count === 0) {
    throw new DataError({
      code: 'plasticity/nothing-recorded',
      argument: 'recorded',
      message: `Experiment ${experiment.name}: no unit is recorded in any presentation. The neural loss needs at least one activity.`,
    });
  }
  for (let trial = 0; trial < trials; trial++) {
    const from = trial * longest * width;
    const to = from + lengths[trial] * width;
    for (let at = from, i = 0; at < to; at++) {
      if ((!recorded || recorded[i]) && !Number.isNaN(activity[at]))
        unitGradient[at] += (units[at] - activity[at]) / count;
      if (++i === width) i = 0;
    }
  }
  return sum / (2 * count);
}
