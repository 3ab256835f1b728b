// The fused kernel, as a user of the package calls it again and again: the experiments stay on the heap of the backend.
import { RolloutProblem } from '@perceptrons/plasticity';
import { init } from '@perceptrons/tensor';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import type { PlasticityCase } from './case';
import { plasticityProblem } from './plain-javascript';

export async function oursPlasticity(task: PlasticityCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  const { rule, network, experiments, loss } = plasticityProblem(task);
  const problem = new RolloutProblem(rule, network, experiments, { loss });
  return {
    async check() {
      const found = problem.lossAndGradient();
      return { losses: [found.loss], outputs: Array.from(found.gradient) };
    },
    step: () => void problem.lossAndGradient(),
  };
}
