// Recovery of a rule at the published size, with the optimiser of the publication. Gauss-Newton on the same data takes longer
// and is held to its limits by the experiment on behaviour.
import { init, restore } from '@perceptrons/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evaluateRule } from '../evaluation/evaluate-rule';
import { simulateBehaviour } from '../experiments/simulate-behaviour';
import { plasticNetwork } from '../networks/plastic-network';
import { RolloutProblem } from '../ops/rollout-problem';
import { parseRule } from '../rules/parse-rule';
import { taylorRule } from '../rules/taylor-rule';
import { inferPlasticity } from './infer-plasticity';

beforeAll(async () => void (await init({ backend: 'wasm' })));
afterAll(() => restore());

it('finds x r from the choices of 18 animals with Adam and the fused gradient', async () => {
  const truth = parseRule('x*r');
  const network = plasticNetwork({ sizes: [2, 10, 1] });
  const animals = { rule: truth, network, inputStd: 0.05, recordWeights: false, seed: 1 };
  const experiments = simulateBehaviour({ ...animals, experiments: 18 });
  const heldOut = simulateBehaviour({ ...animals, experiments: 7, purpose: 'eval' });
  const start = taylorRule();
  const problems = new Map(experiments.map((one) => [one, new RolloutProblem(start, network, [one])]));
  const { rule } = await inferPlasticity({
    experiments,
    network,
    rule: start,
    optimizer: 'adam',
    epochs: 250,
    penalty: { l1: 0.01 },
    onDiverge: 'halveStep',
    gradientOf: (parameters, [one]) => problems.get(one)!.lossAndGradient(parameters),
  });
  for (const problem of problems.values()) problem.dispose();
  const { r2Activity, percentDeviance } = evaluateRule(rule, network, heldOut, { truth });
  expect(r2Activity!.median).toBeGreaterThan(0.8);
  expect(percentDeviance!.zeroPlasticity.median).toBeGreaterThan(50);
});
