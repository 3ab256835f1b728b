import { parseRule, plasticNetwork, rSquared, runRule, simulateActivity } from '@perceptrons/plasticity';
import { expect, it } from 'vitest';
import { weightScores } from './weight-scores';

const network = plasticNetwork({ sizes: [3, 2] });
const truth = parseRule('x*y - y^2*w');
const other = parseRule('0.8*x*y - 0.5*y^2*w');
const held = simulateActivity({ network, experiments: 4, trials: 5, inputStd: 0.3, seed: 1, purpose: 'eval' });

it('is 1 in all three ways for the true rule', () => {
  expect(weightScores(truth, truth, network, held)).toEqual({ stacked: 1, pooled: 1, perTrajectory: 1 });
});

it('stacks the weights before the updates of all trajectories for the published score', () => {
  const rows = (rule: typeof truth) =>
    held.flatMap((experiment) => Array.from(runRule(rule, network, experiment).weights.subarray(0, 5 * 6)));
  const expected = rSquared(rows(truth), rows(other), 6);
  const scores = weightScores(other, truth, network, held);
  expect(scores.stacked).toBe(expected);
  expect(scores.stacked).toBeLessThan(0.99);
});

it('takes a pooled score for each trajectory after its updates', () => {
  const scores = held.map((experiment) => {
    const after = (rule: typeof truth) => runRule(rule, network, experiment).weights.subarray(6);
    return rSquared(after(truth), after(other), 1);
  });
  const mean = scores.reduce((sum, score) => sum + score, 0) / held.length;
  expect(weightScores(other, truth, network, held).pooled).toBeCloseTo(mean, 12);
});
