// The gradients of Adam by the fused kernel of the WASM backend, with the experiments kept on its heap.
import { BackendError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { RolloutProblem } from '../ops/rollout-problem';
import type { GradientAt, ResolvedOptions } from './inference-options';
import type { Problem } from './normal-equations';

/** Gradients of some experiments, given by their numbers. */
export interface ExperimentGradients {
  at(parameters: Float64Array, numbers: readonly number[], initialWeights?: Float64Array): GradientAt;
  /** Frees what the gradients keep on a backend. */
  dispose(): void;
}

/**
 * Gradients by `RolloutProblem`, one problem for each batch of Adam.
 *
 * @returns undefined where the backend has no such kernel and `backend` is 'auto'.
 * @throws BackendError `plasticity/no-kernel` where it has none and `backend` is 'wasm'.
 */
export function fusedGradients(
  { rule, network, loss, lossMean, fitInitialWeights }: Problem,
  { experiments, startingWeights, batch, backend }: ResolvedOptions,
): ExperimentGradients | undefined {
  const options = { loss, lossMean, initialWeights: startingWeights, gradInitialWeights: fitInitialWeights };
  const batches = batch === 'full' ? [experiments] : experiments.map((experiment) => [experiment]);
  const problems: RolloutProblem[] = [];
  const dispose = () => {
    for (const problem of problems) problem.dispose();
  };
  try {
    for (const one of batches) {
      problems.push(new RolloutProblem(rule, network, one, options));
      if (problems[0].computation === 'fused') continue;
      dispose();
      if (backend === 'auto') return undefined;
      throw new BackendError({
        code: 'plasticity/no-kernel',
        argument: 'backend',
        message: `inferPlasticity: backend is 'wasm', but the backend of TensorFlow.js is '${tf.getBackend()}' without the fused kernel. Call await init({ backend: 'wasm' }) of @perceptrons/tensor first, or use 'auto' or 'js'.`,
      });
    }
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    at: (parameters, [first], initialWeights) =>
      problems[batch === 'full' ? 0 : first].lossAndGradient(parameters, initialWeights),
    dispose,
  };
}
