// The gradient against central differences, in float64.
import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { Experiment } from '../experiments/experiment';
import { type PlasticNetwork, plasticNetwork } from '../networks/plastic-network';
import { type PlasticityRule, parametersOf, withParameters } from '../rules/rule';
import { drawnExperiment, drawnMlp, drawnTaylor } from './__fixtures__/golden';
import { type LossOptions, lossAndGradient } from './index';

/** Relative to the largest entry: central differences of step 1e-5 have an error of about 1e-10 / 1e-5 by themselves. */
const TOLERANCE = 1e-5;
const STEP = 1e-5;

function differences(values: Float64Array, loss: (values: Float64Array) => number): Float64Array {
  return values.map((value, index) => {
    const at = (shift: number) => loss(values.map((other, place) => (place === index ? value + shift : other)));
    return (at(STEP) - at(-STEP)) / (2 * STEP);
  });
}

function expectSame(actual: Float64Array, expected: Float64Array): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(scale).toBeGreaterThan(1e-6);
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - expected[index])));
  expect(worst / scale).toBeLessThan(TOLERANCE);
}

function expectGradients(
  rule: PlasticityRule,
  network: PlasticNetwork,
  experiments: Experiment[],
  options: LossOptions,
): void {
  const count = network.inputs * network.units;
  const initialWeights = Float64Array.from(random.normalArray(7, count, { stddev: 0.1 }));
  const settings = { ...options, initialWeights, gradInitialWeights: true };
  const { gradient, initialWeightsGradient } = lossAndGradient(rule, network, experiments, settings);
  const ofParameters = differences(
    parametersOf(rule),
    (values) => lossAndGradient(withParameters(rule, values), network, experiments, settings).loss,
  );
  expectSame(gradient, ofParameters);
  const ofWeights = differences(
    initialWeights,
    (values) => lossAndGradient(rule, network, experiments, { ...settings, initialWeights: values }).loss,
  );
  expectSame(initialWeightsGradient!, ofWeights);
}

const draws = (inputs: number, units: number) =>
  [1, 2].map((seed) => {
    const size = { inputs, trials: 12 + seed, longest: 4 };
    const cells = size.trials * size.longest;
    const activity = random.normalArray(seed + 10, cells * units, { mean: 0.3, stddev: 0.4 });
    activity[1] = Number.NaN;
    const recorded = Uint8Array.from({ length: units }, (_, i) => (i === units - 1 && units > 1 ? 0 : 1));
    return drawnExperiment(seed, size, { activity, recorded });
  });

describe.each([
  ['of 81 coefficients', drawnTaylor(3, 0.05)],
  ['of a multilayer perceptron', drawnMlp(4, 10, 0.4)],
] as [string, PlasticityRule][])('the gradient %s', (_, rule) => {
  it.each(['behavior', 'neural', 'both'] as const)('is right for tanh units with a readout and the loss %s', (loss) => {
    expectGradients(rule, plasticNetwork({ sizes: [3, 4, 1] }), draws(3, 4), { loss });
  });

  it('is right for a linear logit', () => {
    expectGradients(rule, plasticNetwork({ sizes: [2, 1] }), draws(2, 1), { loss: 'both' });
  });

  it('is right for sigmoid units', () => {
    expectGradients(rule, plasticNetwork({ sizes: [3, 4], stepSize: 0.3 }), draws(3, 4), { loss: 'neural' });
  });

  it('is right with penalties and the mean of the published code', () => {
    const options = { lossMean: 'reference', l1: 0.02, l2: 0.03 } as const;
    expectGradients(rule, plasticNetwork({ sizes: [2, 3, 1] }), draws(2, 3), options);
  });

  it('is right for the rate of the expected reward', () => {
    const network = plasticNetwork({ sizes: [2, 3, 1] });
    const loss = (rate: number) => lossAndGradient(rule, network, draws(2, 3), { expectedRewardRate: rate });
    const expected = (loss(0.2 + STEP).loss - loss(0.2 - STEP).loss) / (2 * STEP);
    expect(Math.abs(loss(0.2).expectedRewardRateGradient! / expected - 1)).toBeLessThan(TOLERANCE);
  });
});

it('stays right over 240 trials', () => {
  const rule = drawnTaylor(5, 0.02);
  const network = plasticNetwork({ sizes: [2, 10, 1] });
  const experiment = drawnExperiment(9, { inputs: 2, trials: 240, longest: 5 });
  const { gradient } = lossAndGradient(rule, network, [experiment]);
  const loss = (values: Float64Array) => lossAndGradient(withParameters(rule, values), network, [experiment]).loss;
  expectSame(gradient, differences(rule.coefficients, loss));
});
