import { describe, expect, it } from 'vitest';
import { runRule } from '../adjoint/index';
import type { Experiment } from '../experiments/experiment';
import { simulateActivity } from '../experiments/simulate-activity';
import { simulateBehaviour } from '../experiments/simulate-behaviour';
import { plasticNetwork } from '../networks/plastic-network';
import { COEFFICIENTS, type Powers } from '../rules/rule';
import { series } from './__fixtures__/series';
import { coefficientName } from './coefficient-names';
import { identifiability, identifiabilityOf } from './identifiability';
import { informationMatrix } from './information-matrix';
import { standardErrors } from './standard-errors';

/** Four trials of one accept each, input 1. */
function steps(rewardTerm: readonly number[]): Experiment {
  const trials = rewardTerm.length;
  return {
    name: 'steps',
    simulated: true,
    inputs: 1,
    trials,
    longest: 1,
    x: new Float32Array(trials).fill(1),
    lengths: new Int32Array(trials).fill(1),
    decisions: new Int8Array(trials).fill(1),
    rewardTerm: Float32Array.from(rewardTerm),
  };
}

const one = plasticNetwork({ sizes: [1, 1] });
const constant: Powers = [0, 0, 0, 0];
const reward: Powers = [0, 0, 0, 1];

describe('identifiability', () => {
  it('sums dz dz p (1 - p) as by hand', () => {
    // Without plasticity p = 1/2 and z = t times the constant: 0.25 (0 + 1 + 4 + 9).
    const report = identifiability(series([0, constant]), one, [steps([1, 1, 1, 1])]);
    expect(report.matrix[0]).toBeCloseTo(3.5, 9);
    expect(report.coefficients[0]).toMatchObject({ name: 'constant', place: 0, value: 0, constrained: false });
    expect(report.coefficients[0].standardError).toBeCloseTo(1 / Math.sqrt(3.5), 9);
    expect(report.scale).toBe(1);
    expect(report.conditionNumber).toBe(1);
    // Twice the data halve the variance.
    const twice = identifiability(series([0, constant]), one, [steps([1, 1, 1, 1]), steps([1, 1, 1, 1])]);
    expect(twice.coefficients[0].standardError).toBeCloseTo(1 / Math.sqrt(7), 9);
    // Matrices of parts of the data add up.
    const part = informationMatrix(series([0, constant]), one, [steps([1, 1, 1, 1])]);
    const sum = { ...part, matrix: part.matrix.map((value) => 2 * value), observations: 2 * part.observations };
    expect(identifiabilityOf(series([0, constant]), sum, { experiments: 2 })).toEqual(twice);
  });

  it('writes what the data cannot tell apart as terms', () => {
    // With a reward term that is always 1 only the sum of the two coefficients matters.
    const report = identifiability(series([0.5, constant], [0.5, reward]), one, [steps([1, 1, 1, 1])]);
    expect(report.conditionNumber).toBe(Number.POSITIVE_INFINITY);
    expect(report.directions.map(({ nearNull }) => nearNull)).toEqual([true, true]);
    expect(report.directions[1].text).toMatch(/^0\.71 (r - 0\.71 constant|constant - 0\.71 r)$/);
    expect(report.coefficients.map(({ standardError }) => standardError)).toEqual([Infinity, Infinity]);
    expect(report.coefficients[0].conditionalError).toBeLessThan(1);
    const varied = identifiability(series([0.5, constant], [0.5, reward]), one, [steps([1, -1, 0, 1, 2, -2])]);
    expect(varied.conditionNumber).toBeLessThan(100);
    expect(varied.coefficients[0].standardError).toBeGreaterThan(varied.coefficients[0].conditionalError);
  });

  it('reports in plain text', () => {
    const rule = series([0.5, constant], [0, reward], [0, [0, 0, 0, 2]]);
    const { text } = identifiability(rule, one, [steps([1, -1, 1, 1, -1, 1, -1, -1])], { scale: 2 });
    expect(text).toMatchInlineSnapshot(`
      "0 of 3 coefficients are constrained by 8 observations of 1 experiments
      (1.96 standard errors below 2.00). Condition number infinite.

      coefficient  value  standard error  others known  constrained
      constant     0.500        infinite         0.337           no
      r                0            1.80         0.961           no
      r^2              0        infinite         0.337           no

      Changes of the rule that the data hardly see, with the standard error along them:
        infinite: -0.71 r^2 + 0.71 constant
        1.84: 0.98 r - 0.15 r^2 - 0.15 constant"
    `);
  });

  it('gives standard errors that match the spread of derivatives of activity', () => {
    const oja = series([1, [1, 1, 0, 0]], [-1, [0, 2, 1, 0]]);
    const network = plasticNetwork({ sizes: [4, 3] });
    const recordings = simulateActivity({
      network: plasticNetwork({ sizes: [4, 3] }),
      trials: 10,
      experiments: 2,
      noiseStd: 0.1,
      seed: 1,
    });
    const report = identifiability(oja, network, recordings);
    // The information about one coefficient is the sum of its squared derivatives.
    const moved = series([1 + 1e-4, [1, 1, 0, 0]], [-1, [0, 2, 1, 0]]);
    let squares = 0;
    for (const recording of recordings) {
      const before = runRule(oja, network, recording).units;
      const after = runRule(moved, network, recording).units;
      before.forEach((value, index) => {
        squares += ((after[index] - value) / 1e-4) ** 2;
      });
    }
    const place = report.coefficients.findIndex(({ name }) => name === 'x y');
    expect(report.matrix[place * 3] / squares).toBeCloseTo(1, 3);
    // Noise of 0.1: the mean squared error is about 0.01.
    const sigma = report.coefficients[place].conditionalError * Math.sqrt(squares);
    expect(sigma).toBeGreaterThan(0.08);
    expect(sigma).toBeLessThan(0.12);
  });

  it('tells the terms of a rule of behaviour apart, but not all 81', () => {
    const rule = series([1, [1, 0, 0, 1]], [-0.05, [0, 0, 1, 0]]);
    const animals = simulateBehaviour({ rule, experiments: 2, trialsPerBlock: 20, seed: 2 });
    const network = plasticNetwork({ sizes: [2, 10, 1] });
    const known = identifiability(rule, network, animals);
    expect(known.coefficients.map(({ name, constrained }) => [name, constrained])).toEqual([
      ['w', true],
      ['x r', true],
    ]);
    const full = { ...rule, mask: new Uint8Array(COEFFICIENTS).fill(1) };
    const open = identifiability(full, network, animals.slice(0, 1));
    expect(open.directions).toHaveLength(81);
    expect(open.directions.filter(({ nearNull }) => nearNull).length).toBeGreaterThan(40);
    expect(open.conditionNumber).toBeGreaterThan(1e8);
  });

  it('names the numbers of a perceptron', () => {
    const rule = { kind: 'mlp' as const, units: 2, parameters: new Float64Array(13).fill(0.1) };
    const report = identifiability(rule, one, [steps([1, 0, 1])]);
    expect(report.coefficients.map(({ name }) => name)).toEqual([
      ...['x', 'y', 'w', 'r'].flatMap((input) => [`w1[${input}, 0]`, `w1[${input}, 1]`]),
      ...['b1[0]', 'b1[1]', 'w2[0]', 'w2[1]', 'b2'],
    ]);
    expect(coefficientName(rule, 7)).toBe('w1[r, 1]');
  });

  it('refuses what it cannot report on', () => {
    const rule = series([0, constant]);
    expect(() => identifiability(rule, one, [])).toThrow(
      expect.objectContaining({ code: 'plasticity/no-experiments' }),
    );
    expect(() => identifiability(series(), one, [steps([1])])).toThrow('nothing to identify');
    expect(() => identifiability(rule, one, [steps([1])], { scale: 0 })).toThrow('scale is 0');
    const { decisions: _, ...silent } = steps([1, 1]);
    expect(() => identifiability(rule, one, [silent])).toThrow('"steps" has neither decisions nor activity');
  });
});

describe('standardErrors', () => {
  it('inverts a matrix whose entries differ by many orders of magnitude', () => {
    // [[4, 2], [2, 2]] has the inverse [[1/2, -1/2], [-1/2, 1]]; here scaled by 1e8 in the second number.
    const errors = standardErrors(Float64Array.of(4, 2e-8, 2e-8, 2e-16), 2);
    expect(errors[0]).toBeCloseTo(Math.sqrt(0.5), 12);
    expect(errors[1] / 1e8).toBeCloseTo(1, 12);
  });

  it('has no error for a number without information', () => {
    expect(Array.from(standardErrors(Float64Array.of(4, 0, 0, 0), 2))).toEqual([0.5, Infinity]);
  });
});
