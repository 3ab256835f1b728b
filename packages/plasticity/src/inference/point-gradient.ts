import { lossAndGradient } from '../adjoint/index';
import { parametersOf, withParameters } from '../rules/rule';
import type { PointGradient } from './adam';
import type { GradientOf, ResolvedOptions } from './inference-options';
import { type Point, type Problem, ruleAt } from './normal-equations';

/** The gradient that Adam follows: the caller's own, or that of the package. */
export function gradientFor(
  problem: Problem,
  { gradientOf, experiments, startingWeights }: ResolvedOptions,
): PointGradient {
  const { free, network, fitInitialWeights } = problem;
  const { inputs, units } = network;
  const compute = gradientOf ?? ownGradient(problem, startingWeights);
  return async (point: Point, numbers) => {
    const parameters = Float64Array.from(parametersOf(ruleAt(problem, point)));
    const weights = fitInitialWeights ? transposed(point.subarray(free.length), units, inputs) : undefined;
    const at = await compute(
      parameters,
      numbers.map((number) => experiments[number]),
      weights,
    );
    const gradient = new Float64Array(point.length);
    free.forEach((place, index) => {
      gradient[index] = at.gradient[place];
    });
    if (fitInitialWeights && at.initialWeightsGradient) {
      gradient.set(transposed(at.initialWeightsGradient, inputs, units), free.length);
    }
    return { loss: at.loss, gradient };
  };
}

function ownGradient(
  { rule, network, loss, lossMean, fitInitialWeights }: Problem,
  fixed?: ArrayLike<number>,
): GradientOf {
  return (parameters, experiments, fitted) => {
    const options = { loss, lossMean, initialWeights: fitted ?? fixed, gradInitialWeights: fitInitialWeights };
    return lossAndGradient(withParameters(rule, parameters), network, experiments, options);
  };
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, place) => values[(place % rows) * columns + Math.floor(place / rows)],
  );
}
