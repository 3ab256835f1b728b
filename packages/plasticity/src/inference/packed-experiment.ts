// An experiment as the second-order solver walks through it: float64, without the padding, one unit after the other.

import { type Experiment, presentations } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';

export interface PackedExperiment {
  name: string;
  /** Presentations of all trials. */
  count: number;
  /** [count, inputs]. */
  x: Float64Array;
  /** [trials], the presentation behind the last one of each trial. */
  ends: Int32Array;
  /** [trials], reward terms. */
  rewardTerm: Float64Array;
  /** [count], 1 accept, 0 reject; undefined without decisions. */
  decisions?: Float64Array;
  /** [units, count], recorded activities, NaN where there are none; undefined without activities. */
  activity?: Float64Array;
  /** Finite numbers in `activity`. */
  recordings: number;
  /** Cells of the padded table of presentations, trials * longest. */
  cells: number;
  /** [units, inputs], weights before the first trial. */
  initialWeights: Float64Array;
}

/**
 * @param startingWeights [inputs, units], in place of the experiment's own.
 */
export function packExperiment(
  experiment: Experiment,
  { inputs, units }: PlasticNetwork,
  startingWeights?: ArrayLike<number>,
): PackedExperiment {
  const { trials, longest, lengths } = experiment;
  const count = presentations(experiment);
  const x = new Float64Array(count * inputs);
  const ends = new Int32Array(trials);
  const decisions = experiment.decisions && new Float64Array(count);
  const activity = experiment.activity && new Float64Array(units * count).fill(Number.NaN);
  let recordings = 0;
  let place = 0;
  for (let trial = 0; trial < trials; trial++) {
    for (let presentation = 0; presentation < lengths[trial]; presentation++, place++) {
      const cell = trial * longest + presentation;
      for (let input = 0; input < inputs; input++) x[place * inputs + input] = experiment.x[cell * inputs + input];
      if (decisions) decisions[place] = experiment.decisions![cell];
      for (let unit = 0; activity && unit < units; unit++) {
        const value = experiment.activity![cell * units + unit];
        if (!Number.isFinite(value) || experiment.recorded?.[unit] === 0) continue;
        activity[unit * count + place] = value;
        recordings++;
      }
    }
    ends[trial] = place;
  }
  const given = startingWeights ?? experiment.initialWeights;
  const initialWeights = new Float64Array(units * inputs);
  for (let unit = 0; given && unit < units; unit++) {
    for (let input = 0; input < inputs; input++) initialWeights[unit * inputs + input] = given[input * units + unit];
  }
  return {
    name: experiment.name,
    count,
    x,
    ends,
    rewardTerm: Float64Array.from(experiment.rewardTerm),
    decisions,
    activity,
    recordings,
    cells: trials * longest,
    initialWeights,
  };
}
