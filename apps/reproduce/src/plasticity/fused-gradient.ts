import {
  type Experiment,
  type GradientOf,
  type LossOptions,
  type PlasticityRule,
  type PlasticNetwork,
  RolloutProblem,
} from '@perceptrons/plasticity';

/** Gradients of single experiments by the fused kernel of the backend, for Adam. */
export interface FusedGradient {
  gradientOf: GradientOf;
  /** Frees the memory of the experiments. */
  dispose(): void;
}

/**
 * Keeps each experiment on the heap of the backend as a problem of its own, since Adam takes a step for each. Where the
 * backend has no fused kernel, the same calls compute in float64 and plain JavaScript.
 *
 * @param rule Its kind, its sizes and its mask count.
 */
export function fusedGradient(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: readonly Experiment[],
  { loss }: Pick<LossOptions, 'loss'>,
): FusedGradient {
  const problems = new Map(
    experiments.map((experiment) => [experiment, new RolloutProblem(rule, network, [experiment], { loss })]),
  );
  return {
    gradientOf: (parameters, [experiment]) => problems.get(experiment)!.lossAndGradient(parameters),
    dispose() {
      for (const problem of problems.values()) problem.dispose();
    },
  };
}
