// Golden values, computed in float64 by an independent program. Stimuli and rewards are stored in float32, which changes
// numbers such as 0.1 by 1e-8: hence the tolerance.
import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type Powers, powersAt, termIndex } from '../rules/rule';
import { experiment, rule } from './__fixtures__/golden';
import { lossAndGradient, runRule } from './index';

const TOLERANCE = 2e-7;

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs(actual[index] - value)).toBeLessThanOrEqual(tolerance * Math.max(0.05, Math.abs(value)));
  });
}

const network = plasticNetwork({ sizes: [2, 2, 1] });
const initialWeights = Float32Array.of(0.01, -0.02, 0.03, 0.04);
const shortTrials = experiment([[[0.75, 0]], [[0, 0.75]], [[0.75, 0.1]]], [1, -0.1, 0.9], { initialWeights });
const shortRule = rule([
  [[1, 0, 0, 1], 1],
  [[0, 0, 1, 0], -0.05],
]);

describe('three trials of one presentation', () => {
  it('gives the weights after every update and the logits', () => {
    const { weights, logits } = runRule(shortRule, network, shortTrials);
    expectClose(weights.subarray(4, 8), [0.38475, 0.3555, 0.02925, 0.039]);
    expectClose(weights.subarray(8, 12), [0.37513125, 0.3466125, -0.00898125, 0.000525]);
    expectClose(weights.subarray(12), [0.70325296875, 0.6754471875, 0.03624328125, 0.045511875]);
    expectClose(logits, [-0.0187475393077, 0.127939106569, 1.31907110874]);
  });

  it('gives the loss and its gradient for the coefficients and the first weights', () => {
    const result = lossAndGradient(shortRule, network, [shortTrials], { gradInitialWeights: true });
    expectClose([result.loss], [0.523580584171]);
    const gradients: [Powers, number][] = [
      [[0, 0, 0, 0], -0.56691558999],
      [[1, 0, 0, 0], -0.101968673321],
      [[0, 1, 0, 0], -0.00194809863595],
      [[0, 0, 1, 0], -0.0561343544075],
      [[0, 0, 0, 1], -0.413988136067],
      [[1, 0, 0, 1], -0.0884750744453],
      [[1, 1, 0, 0], 2.76535874122e-5],
      [[0, 2, 1, 0], -3.18358433753e-5],
      [[2, 2, 2, 2], -3.31047236742e-9],
    ];
    for (const [powers, expected] of gradients) {
      const actual = result.gradient[termIndex(powers)];
      expect(Math.abs(actual / expected - 1), powers.join('')).toBeLessThan(5e-6);
    }
    expectClose(result.initialWeightsGradient!, [-0.431394967468, -0.432599353476, -0.300550564163, -0.300611578343]);
  });
});

describe('trials of different lengths', () => {
  const trials = experiment(
    [
      [
        [0.75, 0],
        [0, 0.75],
        [0.7, 0.05],
      ],
      [[0, 0.8]],
    ],
    [1, -0.1],
    { initialWeights },
  );
  const allTerms = rule(Array.from({ length: COEFFICIENTS }, (_, q) => [powersAt(q), 0.01 * (((7 * q) % 11) - 5)]));

  it('gives the weights of the first update', () => {
    const { weights } = runRule(allTerms, network, trials);
    expectClose(weights.subarray(4, 8), [-0.0212014249425, -0.051544338354, 0.00552016964745, 0.0159385161322], 1e-6);
  });

  it('gives the loss over presentations, and over cells as in the published code', () => {
    const valid = lossAndGradient(allTerms, network, [trials], { gradInitialWeights: true });
    const reference = lossAndGradient(allTerms, network, [trials], { lossMean: 'reference' });
    expectClose([valid.loss, reference.loss], [0.703543785493, 0.700078250515]);
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    expectClose([sum(valid.gradient), sum(reference.gradient)], [-0.799011541994, -0.532674361329]);
    for (const reward of [0, 1, 2]) {
      expectClose([valid.gradient[termIndex([0, 0, 0, reward])]], [-0.244614106454]);
    }
    expectClose(valid.initialWeightsGradient!, [0.0148013190209, 0.0147025496069, -0.0141477959173, -0.0140800405417]);
  });
});

describe('the rule of Oja on one synapse', () => {
  const oja = rule([
    [[1, 1, 0, 0], 1],
    [[0, 2, 1, 0], -1],
  ]);
  const single = plasticNetwork({ sizes: [1, 1], activation: 'sigmoid', stepSize: 1 });

  it('follows the published series', () => {
    const { weights } = runRule(oja, single, experiment(Array(5).fill([[1]]), Array(5).fill(0)));
    expectClose(weights, [0, 0.5, 0.9287315217, 1.1683412632, 1.2512904708, 1.2723556488], 1e-10);
  });

  it('ends where w sigmoid(w) is 1', () => {
    const { weights } = runRule(oja, single, experiment(Array(60).fill([[1]]), Array(60).fill(0)));
    expectClose([weights[60]], [1.278464542761074], 1e-14);
  });
});

describe('one term', () => {
  it('x r adds step size times coefficient times the sum of x r', () => {
    const { weights } = runRule(rule([[[1, 0, 0, 1], 0.5]]), network, shortTrials);
    const { x, rewardTerm } = shortTrials;
    for (let j = 0; j < 2; j++) {
      for (let i = 0; i < 2; i++) {
        let expected = initialWeights[2 * j + i];
        for (let t = 0; t < 3; t++) expected += 0.25 * x[2 * t + j] * rewardTerm[t];
        expect(weights[12 + 2 * j + i]).toBeCloseTo(expected, 15);
      }
    }
  });

  it('no term leaves the weights as they were', () => {
    const { weights } = runRule(rule([]), network, shortTrials);
    for (let t = 0; t < 4; t++) expect([...weights.subarray(4 * t, 4 * t + 4)]).toEqual([...initialWeights]);
  });
});
