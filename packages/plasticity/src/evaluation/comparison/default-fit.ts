import { inferPlasticity } from '../../inference/infer-plasticity';
import { withParameters } from '../../rules/rule';
import type { FitRequest, FitRule, FoundFit } from './comparison-options';
import { fitLinearUnit } from './linear-unit-fit';
import { isLinearUnit, LinearUnitProblem } from './linear-unit-problem';

/**
 * Maximum likelihood of the decisions, from the rule that is given, by Gauss-Newton.
 *
 * Where the only unit of the network is the logit and no term has y, as in the fly fits, all presentations count alike and
 * `atMostZero` bounds the search. Other networks and rules go to `inferPlasticity`, without bounds, and several sessions
 * weigh alike.
 */
export const likelihoodFit: FitRule = (request) => {
  const found = linearUnitFit(request);
  if (found) return found;
  const { network, experiments, initialWeights, signal } = request;
  return inferPlasticity({
    rule: request.rule,
    network,
    experiments,
    loss: 'behavior',
    uncertainty: 'none',
    ...(initialWeights && { startingWeights: initialWeights }),
    ...(signal && { signal }),
  });
};

/** Undefined where the rule or the network needs the general search, or data have no likelihood, which that one explains. */
function linearUnitFit(request: FitRequest): FoundFit | undefined {
  const { rule, network, experiments, initialWeights, atMostZero = [] } = request;
  if (!isLinearUnit(network, rule)) return undefined;
  const problem = new LinearUnitProblem(rule, network, experiments, initialWeights);
  const { places } = problem;
  const bounded = Uint8Array.from(places, (place) => (atMostZero.includes(place) ? 1 : 0));
  const start = Float64Array.from(places, (place) => rule.coefficients[place]);
  const found = fitLinearUnit(problem, start, bounded);
  if (!found) return undefined;
  const coefficients = rule.coefficients.slice();
  places.forEach((place, term) => {
    coefficients[place] = found.point[term];
  });
  return { rule: withParameters(rule, coefficients), deviance: 2 * problem.presentations * found.loss };
}
