// Ten thousand steps of a search on the fused op: nothing may pile up, and nothing may drift.
import { init, memory, restore } from '@perceptrons/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment, taylor } from '../inference/__fixtures__/small-experiments';
import { inferPlasticity } from '../inference/infer-plasticity';
import { plasticNetwork } from '../networks/plastic-network';
import { parametersOf } from '../rules/rule';
import { RolloutProblem } from './rollout-problem';

const steps = 10_000;
const network = plasticNetwork({ sizes: [2, 3, 1] });
const learned = taylor([
  [[1, 0, 0, 1], 1],
  [[0, 0, 1, 0], -0.1],
]);
const experiments = [1, 2].map((seed) => smallExperiment({ network, rule: learned, trials: 8, longest: 2, seed }));

/** Everything that would grow with a leak: tensors, their bytes, and the heap with the most that was ever taken of it. */
function held() {
  const { tensors, buffers, tensorBytes, heap } = memory();
  return { tensors, buffers, tensorBytes, heap };
}

describe(`${steps} steps on the fused op`, () => {
  beforeAll(async () => void (await init({ backend: 'wasm' })));
  afterAll(() => restore());

  it('take the memory of one step, and give the bits of the first for its parameters', () => {
    const problem = new RolloutProblem(learned, network, experiments, { gradInitialWeights: true });
    expect(problem.computation).toBe('fused');
    const parameters = parametersOf(learned);
    const first = problem.lossAndGradient(parameters);
    memory({ resetHighWater: true });
    problem.lossAndGradient(parameters);
    const before = held();
    expect(before.heap!.usedBytes).toBeGreaterThan(0);
    const moved = Float64Array.from(parameters);
    for (let step = 1; step < steps; step++) {
      moved[step % moved.length] = 0.01 * Math.sin(step);
      problem.lossAndGradient(moved);
    }
    expect(problem.lossAndGradient(parameters)).toEqual(first);
    expect(held()).toEqual(before);
    problem.dispose();
  });

  it('of Adam keep the loss finite and the memory constant', async () => {
    const rule = taylor([], ([x, y, w, r]) => x + y + w + r <= 2 && y === 0);
    const problem = new RolloutProblem(rule, network, experiments);
    const gradientOf = (parameters: Float64Array) => problem.lossAndGradient(parameters);
    const options = { experiments, network, rule, optimizer: 'adam', batch: 'full', uncertainty: 'none' } as const;
    await inferPlasticity({ ...options, epochs: 1, gradientOf });
    memory({ resetHighWater: true });
    await inferPlasticity({ ...options, epochs: 1, gradientOf });
    const before = held();
    const { history, iterations } = await inferPlasticity({ ...options, epochs: steps, gradientOf });
    expect(iterations).toBe(steps);
    expect(history.every(({ loss }) => Number.isFinite(loss))).toBe(true);
    expect(history[steps - 1].loss).toBeLessThan(history[0].loss);
    expect(held()).toEqual(before);
    problem.dispose();
  });
});
