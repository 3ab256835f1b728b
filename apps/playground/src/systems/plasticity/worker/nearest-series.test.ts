import { mlpRule, parseRule, plasticNetwork, simulateBehaviour } from '@perceptrons/plasticity';
import { describe, expect, it } from 'vitest';
import { nearestSeries } from './nearest-series';

const network = plasticNetwork({ sizes: [2, 3, 1] });
const rule = parseRule('x*r - 0.05*w');
const [animal] = simulateBehaviour({ rule, network, experiments: 1, trialsPerBlock: 20, seed: 4 });

describe('nearestSeries', () => {
  it('finds the terms of a rule that is a series', () => {
    const { formula, explained } = nearestSeries(rule, network, animal);
    expect(formula).toBe('x*r - 0.05*w');
    expect(explained).toBeCloseTo(1, 9);
  });

  it('says how little a series explains of another rule', () => {
    const { formula, explained } = nearestSeries(parseRule('x^2*r^2*w'), network, animal);
    expect(formula).not.toBe('0');
    expect(explained).toBeLessThan(0.99);
  });

  it('has no terms for a perceptron that changes nothing', () => {
    expect(nearestSeries(mlpRule({ std: 0 }), network, animal)).toEqual({ formula: '0', explained: 0 });
  });
});
