import { DataError } from '@perceptrons/tensor';
import { runRule } from '../adjoint/index';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import type { PlasticityRule } from '../rules/rule';
import { freePlaces } from './coefficient-names';
import { forEachPresentation } from './deviance';
import { derivatives } from './logit-derivatives';

/** What the data say about the free numbers of a rule. */
export interface InformationMatrix {
  /** Places in `parametersOf(rule)`. */
  places: number[];
  /** [places, places]: sum of dz dz' p (1 - p) over presentations, or of the products of the derivatives of activities. */
  matrix: Float64Array;
  /** Presentations, or recorded activities. */
  observations: number;
  /** 1 for decisions; for activities the mean squared error of the rule. The inverse of matrix / variance is a covariance. */
  variance: number;
}

export interface InformationOptions {
  /** [inputs, units] for all experiments. Default: those of each experiment, else zeros. */
  initialWeights?: ArrayLike<number>;
  /** Default: 'behavior' where every experiment has decisions. */
  loss?: 'behavior' | 'neural';
}

/**
 * Fisher information of decisions about the free numbers of a rule, the sum of dz dz' p (1 - p) with the derivatives dz of a
 * logit; of activities with normal noise the sum of the products of their derivatives.
 *
 * @throws DataError `plasticity/no-activity`, and what `runRule` throws.
 * Source: Fisher scoring, as in generalised linear models; ours for plasticity rules.
 */
export function informationMatrix(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  { initialWeights, loss }: InformationOptions = {},
): InformationMatrix {
  const behaviour = (loss ?? (experiments.every(({ decisions }) => decisions) ? 'behavior' : 'neural')) === 'behavior';
  const places = freePlaces(rule);
  const size = places.length;
  const matrix = new Float64Array(size * size);
  let observations = 0;
  let squares = 0;
  for (const experiment of experiments) {
    const course = runRule(rule, network, experiment, initialWeights);
    const observed = behaviour ? 'logits' : 'units';
    const slopes = derivatives(rule, network, experiment, places, { observed, initialWeights });
    const row = new Float64Array(size);
    const add = (index: number, weight: number) => {
      observations++;
      for (let i = 0; i < size; i++) row[i] = slopes[i][index];
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) matrix[i * size + j] += weight * row[i] * row[j];
      }
    };
    const recording = behaviour ? undefined : activityOf(experiment);
    forEachPresentation(experiment, (cell) => {
      if (recording === undefined) {
        const p = 1 / (1 + Math.exp(-course.logits[cell]));
        add(cell, p * (1 - p));
        return;
      }
      for (let unit = 0; unit < network.units; unit++) {
        const index = cell * network.units + unit;
        if (experiment.recorded?.[unit] === 0 || Number.isNaN(recording[index])) continue;
        squares += (course.units[index] - recording[index]) ** 2;
        add(index, 1);
      }
    });
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = matrix[i * size + j];
  return { places, matrix, observations, variance: behaviour ? 1 : squares / Math.max(1, observations) };
}

function activityOf({ activity, name }: Experiment): Float32Array {
  if (activity !== undefined) return activity;
  throw new DataError({
    code: 'plasticity/no-activity',
    argument: 'experiments',
    message: `The experiment "${name}" has neither decisions nor activity. One of them is needed to say what data constrain.`,
  });
}
