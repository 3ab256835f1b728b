import { describe, expect, it } from 'vitest';
import { lossAndGradient } from '../adjoint/index';
import type { Experiment } from '../experiments/experiment';
import { type PlasticNetwork, plasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf } from '../rules/rule';
import { perceptron, smallExperiment, taylor } from './__fixtures__/small-experiments';
import { type InferenceLoss, lossAt, normalEquationsAt, type Problem, ruleAt } from './normal-equations';
import { packExperiment } from './packed-experiment';

const truth = taylor([
  [[1, 0, 0, 1], 0.6],
  [[0, 0, 1, 0], -0.1],
  [[1, 1, 0, 0], 0.2],
]);
const point = taylor([
  [[1, 0, 0, 1], 0.4],
  [[0, 0, 1, 0], -0.05],
  [[0, 2, 1, 0], -0.1],
  [[2, 1, 2, 1], 0.05],
]);

interface Case {
  rule: PlasticityRule;
  sizes: number[];
  loss: InferenceLoss;
  lossMean?: 'valid' | 'reference';
  fit?: boolean;
  free?: number[];
}

function experimentsOf(network: PlasticNetwork): Experiment[] {
  return [3, 4].map((seed) => {
    const experiment = smallExperiment({ network, rule: truth, trials: 6, longest: 3, seed });
    // The fit starts elsewhere, and one unit of several is not recorded.
    if (network.units > 1)
      experiment.recorded = Uint8Array.from({ length: network.units }, (_, unit) => Number(unit !== 1));
    experiment.activity = experiment.activity!.map((value) => value + 0.1);
    return experiment;
  });
}

function problemOf({ rule, sizes, loss, lossMean = 'valid', fit = false, free }: Case): {
  problem: Problem;
  at: Float64Array;
} {
  const network = plasticNetwork({ sizes });
  const experiments = experimentsOf(network).map((experiment) => packExperiment(experiment, network));
  const parameters = parametersOf(rule);
  const places = Int32Array.from(free ?? parameters.keys());
  const problem: Problem = { experiments, network, rule, loss, lossMean, free: places, fitInitialWeights: fit };
  const at = [...Array.from(places, (place) => parameters[place]), ...(fit ? experiments[0].initialWeights : [])];
  return { problem, at: Float64Array.from(at) };
}

describe('normalEquationsAt', () => {
  const cases: [string, Case][] = [
    ['decisions of a readout', { rule: point, sizes: [2, 3, 1], loss: 'behavior' }],
    ['decisions with the padded mean', { rule: point, sizes: [2, 3, 1], loss: 'behavior', lossMean: 'reference' }],
    ['decisions of a single unit', { rule: point, sizes: [3, 1], loss: 'behavior' }],
    ['activities', { rule: point, sizes: [3, 4], loss: 'neural' }],
    ['both', { rule: point, sizes: [2, 3, 1], loss: 'both' }],
    ['a few free terms', { rule: point, sizes: [2, 3, 1], loss: 'both', free: [0, 3, 28, 40] }],
    ['a perceptron', { rule: perceptron(4, 9), sizes: [2, 3, 1], loss: 'behavior' }],
    ['initial weights', { rule: point, sizes: [2, 3, 1], loss: 'both', fit: true, free: [3, 28] }],
    ['initial weights of a perceptron', { rule: perceptron(3, 9), sizes: [2, 2], loss: 'neural', fit: true }],
  ];

  it.each(cases)('has the loss and the central differences of the loss: %s', (_, setting) => {
    const { problem, at } = problemOf(setting);
    const { loss, gradient } = normalEquationsAt(problem, at);
    expect(loss).toBeCloseTo(lossAt(problem, at), 14);
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const h = 1e-5;
    for (let k = 0; k < at.length; k++) {
      const up = lossAt(
        problem,
        at.map((value, index) => (index === k ? value + h : value)),
      );
      const down = lossAt(
        problem,
        at.map((value, index) => (index === k ? value - h : value)),
      );
      // The error of the difference is of the order of h squared; rounding adds 1e-16 / h.
      expect(Math.abs((up - down) / (2 * h) - gradient[k])).toBeLessThan(1e-8 * scale);
    }
  });

  it.each(cases)('agrees with the recursion backward in time: %s', (_, setting) => {
    const { problem, at } = problemOf(setting);
    const { network, loss, lossMean, free } = problem;
    const packed = normalEquationsAt(problem, at);
    const initialWeights = setting.fit ? experimentsOf(network)[0].initialWeights : undefined;
    const options = { loss, lossMean, initialWeights, gradInitialWeights: setting.fit };
    const rolled = lossAndGradient(ruleAt(problem, at), network, experimentsOf(network), options);
    expect(packed.loss).toBeCloseTo(rolled.loss, 13);
    free.forEach((place, k) => {
      expect(packed.gradient[k]).toBeCloseTo(rolled.gradient[place], 13);
    });
  });

  it('has the information J W J of finite differences of the logits', () => {
    const { problem, at } = problemOf({ rule: point, sizes: [3, 1], loss: 'behavior', free: [0, 3, 28, 40] });
    // A unit without readout is the logit: its activities are those of a loss 'neural', whose information is J J.
    const neural = { ...problem, loss: 'neural' as const };
    const experiment = problem.experiments[0];
    const shifted = at.map((value, index) => value + 0.01 * (index + 1));
    const { information } = normalEquationsAt({ ...neural, experiments: [experiment] }, at);
    const logits = (place: Float64Array) => {
      // Errors against an activity of 0 give back the activity itself from its loss, one presentation at a time.
      return Array.from({ length: experiment.count }, (_, row) => {
        const activity = new Float64Array(experiment.count).fill(Number.NaN);
        activity[row] = -50;
        const single = { ...experiment, activity, recordings: 1 };
        return Math.sqrt(2 * lossAt({ ...neural, experiments: [single] }, place)) - 50;
      });
    };
    const h = 1e-5;
    const jacobian = Array.from(at, (_, k) => {
      const up = logits(at.map((value, index) => (index === k ? value + h : value)));
      const down = logits(at.map((value, index) => (index === k ? value - h : value)));
      return up.map((value, row) => (value - down[row]) / (2 * h));
    });
    const size = at.length;
    const probabilities = logits(at).map((logit) => 1 / (1 + Math.exp(-logit)));
    const decisions = normalEquationsAt({ ...problem, experiments: [experiment] }, at).information;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const pairs = jacobian[i].map((value, row) => value * jacobian[j][row]);
        const plain = pairs.reduce((sum, value) => sum + value, 0) / experiment.count;
        const weighted = pairs.reduce(
          (sum, value, row) => sum + value * probabilities[row] * (1 - probabilities[row]),
          0,
        );
        expect(information[i * size + j]).toBeCloseTo(plain, 7);
        expect(decisions[i * size + j]).toBeCloseTo(weighted / experiment.count, 7);
      }
    }
    expect(lossAt(problem, shifted)).not.toBe(lossAt(problem, at));
  });

  it('counts an experiment of weight 2 like the same experiment twice', () => {
    const { problem, at } = problemOf({ rule: point, sizes: [2, 3, 1], loss: 'both', free: [0, 3, 28] });
    const [a, b] = problem.experiments;
    const twice = normalEquationsAt({ ...problem, experiments: [a, a, b] }, at);
    const weighted = normalEquationsAt({ ...problem, weights: Float64Array.of(2, 1) }, at);
    expect(weighted.loss).toBeCloseTo(twice.loss, 14);
    weighted.information.forEach((value, index) => {
      expect(value).toBeCloseTo(twice.information[index], 14);
    });
  });

  it('calls weights beyond 1000 an infinite loss', () => {
    const { problem } = problemOf({ rule: point, sizes: [2, 3, 1], loss: 'behavior', free: [6] });
    expect(lossAt(problem, Float64Array.of(1e6))).toBe(Number.POSITIVE_INFINITY);
  });
});
