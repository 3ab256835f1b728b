// Experiments one after the other without the cells behind the ends of trials, as the fused kernels take them.
import { type Experiment, presentations } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';

export interface PackedExperiments {
  /** [experiments], presentations of each; below, P is their sum. */
  counts: number[];
  /** [P, inputs]. */
  x: Float32Array;
  /** [P], 1 behind the last presentation of a trial, else 0. */
  update: Float32Array;
  /** [P], the reward term of the trial at its last presentation, else 0. */
  rewardTerm: Float32Array;
  /** [P], 1 accept, 0 reject. Undefined where an experiment has none. */
  decisions?: Float32Array;
  /** [P, units], NaN where a unit was not recorded. Undefined where an experiment has none. */
  activity?: Float32Array;
  /** [experiments, inputs, units], zeros where they are not known. */
  initialWeights: Float32Array;
}

/** Copies the presentations inside of trials: `width` numbers each, out of cells [trials, longest]. */
function packCells(
  experiment: Experiment,
  source: ArrayLike<number>,
  width: number,
  target: Float32Array,
  to: number,
): void {
  let at = to;
  for (let trial = 0; trial < experiment.trials; trial++) {
    const from = trial * experiment.longest * width;
    for (let k = 0; k < experiment.lengths[trial] * width; k++) target[at++] = source[from + k];
  }
}

/** Forgets the activities of units that were not recorded. */
function maskActivity(experiment: Experiment, units: number, activity: Float32Array, from: number, to: number): void {
  const { recorded } = experiment;
  if (!recorded) return;
  for (let at = from * units; at < to * units; at++) if (!recorded[at % units]) activity[at] = Number.NaN;
}

/**
 * Packs experiments that fit the network.
 *
 * @param experiments All with the inputs of the network.
 * @param start [inputs, units], first weights of all. Default: those of each experiment, else zeros.
 */
export function packExperiments(
  experiments: readonly Experiment[],
  { inputs, units }: PlasticNetwork,
  start?: ArrayLike<number>,
): PackedExperiments {
  const counts = experiments.map(presentations);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const packed = {
    x: new Float32Array(total * inputs),
    update: new Float32Array(total),
    rewardTerm: new Float32Array(total),
    initialWeights: new Float32Array(experiments.length * inputs * units),
  };
  const decisions = experiments.every((experiment) => experiment.decisions) ? new Float32Array(total) : undefined;
  const activity = experiments.every((experiment) => experiment.activity) ? new Float32Array(total * units) : undefined;
  let from = 0;
  for (const [index, experiment] of experiments.entries()) {
    packCells(experiment, experiment.x, inputs, packed.x, from * inputs);
    if (decisions) packCells(experiment, experiment.decisions!, 1, decisions, from);
    if (activity) {
      packCells(experiment, experiment.activity!, units, activity, from * units);
      maskActivity(experiment, units, activity, from, from + counts[index]);
    }
    let last = from - 1;
    for (let trial = 0; trial < experiment.trials; trial++) {
      last += experiment.lengths[trial];
      packed.update[last] = 1;
      packed.rewardTerm[last] = experiment.rewardTerm[trial];
    }
    const weights = start ?? experiment.initialWeights;
    if (weights) packed.initialWeights.set(Float32Array.from(weights), index * inputs * units);
    from += counts[index];
  }
  return { counts, ...packed, ...(decisions && { decisions }), ...(activity && { activity }) };
}
