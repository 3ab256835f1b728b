// Derivatives of what a network shows by the numbers of its rule.
import { runRule } from '../adjoint/index';
import type { Experiment } from '../experiments/experiment';
import type { PlasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';

/** Relative width of a central difference: its own error is about its square, that of rounding about 1e-16 over it. */
const WIDTH = 1e-5;

/** What is differentiated: the logit [T, L] or the activity of the units [T, L, units]. */
export type Observed = 'logits' | 'units';

/**
 * Central differences of all logits, or all activities, by some numbers of a rule.
 *
 * @param places places in `parametersOf(rule)`.
 * @returns for each place the derivatives [T, L] or [T, L, units].
 */
export function derivatives(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiment: Experiment,
  places: readonly number[],
  { observed = 'logits', initialWeights }: { observed?: Observed; initialWeights?: ArrayLike<number> } = {},
): Float64Array[] {
  const parameters = parametersOf(rule);
  return places.map((place) => {
    const width = WIDTH * Math.max(1, Math.abs(parameters[place]));
    const at = (value: number) => {
      const moved = Float64Array.from(parameters);
      moved[place] = value;
      return runRule(withParameters(rule, moved), network, experiment, initialWeights)[observed];
    };
    const above = at(parameters[place] + width);
    const below = at(parameters[place] - width);
    return above.map((value, index) => (value - below[index]) / (2 * width));
  });
}
