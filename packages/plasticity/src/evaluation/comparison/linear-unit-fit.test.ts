import { describe, expect, it } from 'vitest';
import { lossAndGradient } from '../../adjoint/index';
import { simulateBehaviour } from '../../experiments/simulate-behaviour';
import { inferPlasticity } from '../../inference/infer-plasticity';
import { plasticNetwork } from '../../networks/plastic-network';
import { type TaylorRule, termIndex, withParameters } from '../../rules/rule';
import { taylorRule } from '../../rules/taylor-rule';
import { likelihoodFit } from './default-fit';
import { fitLinearUnit } from './linear-unit-fit';
import { isLinearUnit, LinearUnitProblem } from './linear-unit-problem';

const network = plasticNetwork({ sizes: [2, 1] });
const smaller = taylorRule({ mask: ['1', 'x', 'r', 'x*r'] });
const larger = taylorRule({ mask: ['1', 'x', 'r', 'x*r', 'w'] });
const decay = termIndex([0, 0, 1, 0]);

function animals(text: string, experiments = 1) {
  const rule = taylorRule({ terms: text });
  return simulateBehaviour({ rule, network, experiments, trialsPerBlock: 40, shuffleInputs: false, seed: 3 });
}

function withValues(rule: TaylorRule, places: readonly number[], values: ArrayLike<number>): TaylorRule {
  const coefficients = rule.coefficients.slice();
  places.forEach((place, term) => {
    coefficients[place] = values[term];
  });
  return withParameters(rule, coefficients) as TaylorRule;
}

describe('LinearUnitProblem', () => {
  const rule = taylorRule({ mask: ['1', 'x', 'x*r', 'w', 'x*w', 'w^2', 'w*r'] });
  const [one] = animals('x*r - 0.1*w');
  const problem = new LinearUnitProblem(rule, network, [one]);
  const point = Float64Array.from(problem.places, (_, term) => 0.05 * Math.cos(3 * term + 1));

  it('has the loss and the gradient of the adjoint', () => {
    const { loss, gradient } = problem.at(point);
    const expected = lossAndGradient(withValues(rule, problem.places, point), network, [one]);
    expect(loss).toBeCloseTo(expected.loss, 12);
    problem.places.forEach((place, term) => {
      expect(gradient[term]).toBeCloseTo(expected.gradient[place], 11);
    });
  });

  it('has the second derivatives', () => {
    const { curvature, information } = problem.at(point);
    const size = point.length;
    const width = 1e-5;
    const largest = Math.max(...curvature.map(Math.abs));
    for (let row = 0; row < size; row++) {
      const moved = (change: number) =>
        problem.at(point.map((value, term) => value + (term === row ? change : 0))).gradient;
      const [above, below] = [moved(width), moved(-width)];
      for (let column = 0; column < size; column++) {
        const expected = (above[column] - below[column]) / (2 * width);
        expect(Math.abs(curvature[row * size + column] - expected) / largest).toBeLessThan(1e-7);
        expect(information[row * size + column]).toBe(information[column * size + row]);
      }
    }
    // Without w the logits are linear in the coefficients.
    const linear = new LinearUnitProblem(smaller, network, [one]).at(Float64Array.of(0.01, -0.02, 0.1, 0.3));
    expect(linear.curvature).toEqual(linear.information);
  });

  it('counts all presentations of several sessions alike', () => {
    const sessions = animals('x*r', 2);
    const at = Float64Array.of(0.01, -0.02, 0.1, 0.3);
    const alone = sessions.map((session) => new LinearUnitProblem(smaller, network, [session]).at(at).loss);
    const counts = sessions.map(({ lengths }) => lengths.reduce((sum, length) => sum + length, 0));
    const mean = (alone[0] * counts[0] + alone[1] * counts[1]) / (counts[0] + counts[1]);
    expect(new LinearUnitProblem(smaller, network, sessions).at(at).loss).toBeCloseTo(mean, 12);
  });

  it('knows the networks and rules that it computes', () => {
    expect(isLinearUnit(network, larger)).toBe(true);
    expect(isLinearUnit(network, taylorRule({ mask: ['x*y'] }))).toBe(false);
    expect(isLinearUnit(plasticNetwork({ sizes: [2, 3, 1] }), larger)).toBe(false);
    expect(isLinearUnit(plasticNetwork({ sizes: [2, 1], activation: 'tanh' }), larger)).toBe(false);
  });
});

describe('likelihoodFit', () => {
  const [one] = animals('x*r - 0.3*w');
  const fit = async (rule: TaylorRule, more: object = {}) =>
    (await likelihoodFit({ rule, network, experiments: [one], ...more })).rule as TaylorRule;

  it('finds what the general search finds', async () => {
    for (const rule of [smaller, larger]) {
      const options = { rule, network, experiments: [one], tolerance: 1e-12, uncertainty: 'none' } as const;
      const general = await inferPlasticity(options);
      const found = await fit(rule);
      // The likelihood is flat around its maximum: equal losses say more than equal coefficients.
      expect(lossAndGradient(found, network, [one]).loss).toBeCloseTo(general.loss, 8);
      found.coefficients.forEach((value, place) => {
        expect(value).toBeCloseTo((general.rule as TaylorRule).coefficients[place], 2);
      });
    }
  });

  it('does not depend on the start where the loss is convex', async () => {
    const problem = new LinearUnitProblem(smaller, network, [one]);
    const free = new Uint8Array(4);
    const near = fitLinearUnit(problem, new Float64Array(4), free)!.point;
    const far = fitLinearUnit(problem, Float64Array.of(0.3, -0.3, 1, 2), free)!.point;
    far.forEach((value, term) => {
      expect(value).toBeCloseTo(near[term], 3);
    });
    expect(problem.at(far).loss).toBeCloseTo(problem.at(near).loss, 8);
  });

  it('keeps to a bound, where the other coefficients are those without the term', async () => {
    const atMostZero = [decay];
    const inside = await fit(larger, { atMostZero });
    expect(inside.coefficients[decay]).toBeLessThan(-0.1);
    expect(inside.coefficients[decay]).toBeCloseTo((await fit(larger)).coefficients[decay], 4);
    const growing = animals('x*r + 0.02*w');
    const start = taylorRule({ terms: '-0.05*w', mask: ['1', 'x', 'r', 'x*r', 'w'] });
    const request = { network, experiments: growing };
    const bound = (await likelihoodFit({ ...request, rule: start, atMostZero })).rule as TaylorRule;
    const without = (await likelihoodFit({ ...request, rule: smaller })).rule as TaylorRule;
    expect(((await likelihoodFit({ ...request, rule: start })).rule as TaylorRule).coefficients[decay]).toBeGreaterThan(
      0,
    );
    expect(bound.coefficients[decay]).toBe(0);
    without.coefficients.forEach((value, place) => {
      expect(bound.coefficients[place]).toBeCloseTo(value, 3);
    });
  });

  it('refuses data without a likelihood, and leaves other rules to the general search', async () => {
    const decisions = one.decisions!.slice();
    decisions[0] = 7;
    await expect(fit(smaller, { experiments: [{ ...one, decisions }] })).rejects.toMatchObject({
      code: 'plasticity/experiment',
    });
    const general = await fit(taylorRule({ mask: ['x*r', 'y'] }));
    expect(general.coefficients[termIndex([0, 1, 0, 0])]).not.toBe(0);
  });
});
