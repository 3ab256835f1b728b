import { lossAndGradient } from '../adjoint/index';
import { parametersOf, withParameters } from '../rules/rule';
import type { PointGradient } from './adam';
import { fusedGradients } from './fused-gradient';
import type { GradientAt, ResolvedOptions } from './inference-options';
import { type Point, type Problem, ruleAt } from './normal-equations';

/** Gradients from parameters and numbers of experiments; what they keep on a backend is freed with `dispose`. */
interface Source {
  at(
    parameters: Float64Array,
    numbers: readonly number[],
    initialWeights?: Float64Array,
  ): GradientAt | Promise<GradientAt>;
  dispose(): void;
}

/** The gradient that Adam follows: the caller's own, that of the fused kernel, or that of plain JavaScript. */
export function gradientFor(
  problem: Problem,
  options: ResolvedOptions,
): { gradientOf: PointGradient; dispose: () => void } {
  const { free, network, fitInitialWeights } = problem;
  const { inputs, units } = network;
  const source = sourceOf(problem, options);
  const gradientOf: PointGradient = async (point: Point, numbers) => {
    const parameters = Float64Array.from(parametersOf(ruleAt(problem, point)));
    const weights = fitInitialWeights ? transposed(point.subarray(free.length), units, inputs) : undefined;
    const at = await source.at(parameters, numbers, weights);
    const gradient = new Float64Array(point.length);
    free.forEach((place, index) => {
      gradient[index] = at.gradient[place];
    });
    if (fitInitialWeights && at.initialWeightsGradient) {
      gradient.set(transposed(at.initialWeightsGradient, inputs, units), free.length);
    }
    return { loss: at.loss, gradient };
  };
  return { gradientOf, dispose: () => source.dispose() };
}

function sourceOf(problem: Problem, options: ResolvedOptions): Source {
  const { gradientOf, experiments, startingWeights, backend } = options;
  const chosen = (numbers: readonly number[]) => numbers.map((number) => experiments[number]);
  if (gradientOf) {
    return {
      at: (parameters, numbers, weights) => gradientOf(parameters, chosen(numbers), weights),
      dispose: () => {},
    };
  }
  const fused = backend === 'js' ? undefined : fusedGradients(problem, options);
  if (fused) return fused;
  const { rule, network, loss, lossMean, fitInitialWeights } = problem;
  return {
    at(parameters, numbers, weights) {
      const initialWeights = weights ?? startingWeights;
      const settings = { loss, lossMean, initialWeights, gradInitialWeights: fitInitialWeights };
      return lossAndGradient(withParameters(rule, parameters), network, chosen(numbers), settings);
    },
    dispose: () => {},
  };
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: rows * columns },
    (_, place) => values[(place % rows) * columns + Math.floor(place / rows)],
  );
}
