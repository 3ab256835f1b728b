import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { formatRule } from './format-rule';
import { importMlpWeights, mlpRule } from './mlp-rule';
import { parseRule } from './parse-rule';
import { COEFFICIENTS, powersAt, type TaylorRule, termIndex, withParameters } from './rule';
import { type TaylorRuleOptions, taylorRule } from './taylor-rule';

const free = ({ mask }: TaylorRule) => mask.reduce((sum, value) => sum + value, 0);

function codeOf(call: () => unknown): { code: string; message: string } {
  try {
    call();
  } catch (error) {
    if (ConfigError.isInstance(error)) return error;
  }
  throw new Error('nothing of ours was thrown');
}

describe('taylorRule', () => {
  it.each([
    [81, {}],
    [27, { variables: ['x', 'y', 'w'] }],
    [27, { variables: ['r', 'x', 'w'] }],
    [17, { variables: ['x', 'y', 'w'], maxOrder: 3 }],
    [16, { maxPower: 1 }],
    [5, { mask: ['1', 'x', 'r', 'x*r', 'w'] }],
    [1, { variables: [] }],
  ] as [number, TaylorRuleOptions][])('has %d free coefficients of 0 with %j', (count, options) => {
    const rule = taylorRule(options);
    expect(rule.coefficients.length).toBe(COEFFICIENTS);
    expect(free(rule)).toBe(count);
    expect(rule.coefficients.every((value) => value === 0)).toBe(true);
  });

  it('keeps the powers of other variables out', () => {
    taylorRule({ variables: ['x', 'y', 'w'], maxOrder: 3 }).mask.forEach((value, k) => {
      const [x, y, w, r] = powersAt(k);
      expect(value).toBe(r === 0 && x + y + w <= 3 ? 1 : 0);
    });
  });

  it('starts from a formula or from seeded normal numbers, inside of the mask', () => {
    expect(formatRule(taylorRule({ terms: 'x*r - 0.05*w' }))).toBe('x*r - 0.05*w');
    const options = { variables: ['x', 'y'] as const, init: { std: 0.1 }, seed: 3 };
    const rule = taylorRule(options);
    expect(taylorRule(options)).toEqual(rule);
    expect(taylorRule({ ...options, seed: 4 })).not.toEqual(rule);
    rule.coefficients.forEach((value, k) => {
      expect(value !== 0).toBe(rule.mask[k] === 1);
    });
    const squares = taylorRule({ init: { std: 0.1 } }).coefficients.reduce((sum, value) => sum + value * value, 0);
    expect(Math.sqrt(squares / COEFFICIENTS)).toBeGreaterThan(0.07);
    expect(Math.sqrt(squares / COEFFICIENTS)).toBeLessThan(0.13);
  });

  it('keeps masked coefficients at 0 when parameters change', () => {
    const rule = taylorRule({ mask: ['w'] });
    const changed = withParameters(rule, new Float64Array(COEFFICIENTS).fill(2));
    expect(formatRule(changed)).toBe('2*w');
  });

  it.each([
    ['empty-mask', /selects 0 terms/, { mask: [] }],
    ['mask', /got 'x \+ r'/, { mask: ['x + r'] }],
    ['mask', /got '2\*x'/, { mask: ['2*x'] }],
    ['mask', /'x\^2' of mask lies outside/, { mask: ['x^2'], maxPower: 1 }],
    ['power', /to the power 3/, { mask: ['x^3'] }],
    ['power', /maxPower is 1 or 2, got 3/, { maxPower: 3 as 2 }],
    ['unknown-variable', /got 'z'/, { variables: ['z' as 'x'] }],
    ['masked-term', /the term y lies outside/, { variables: ['x', 'r'], terms: 'x*r + y' }],
    ['init', /terms and init are both given/, { terms: 'x', init: { std: 1 } }],
    ['init', /got -1/, { init: { std: -1 } }],
    ['power', /got \[1,0,0\]/, { terms: [{ powers: [1, 0, 0] as unknown as [1, 0, 0, 0], value: 1 }] }],
  ] as [string, RegExp, TaylorRuleOptions][])('refuses with %s: %s', (code, message, options) => {
    const error = codeOf(() => taylorRule(options));
    expect(error.code).toBe(`plasticity/${code}`);
    expect(error.message).toMatch(message);
  });
});

describe('parseRule', () => {
  it('makes a series with every coefficient free, or those that are named', () => {
    expect(free(parseRule('x*r'))).toBe(81);
    const five = parseRule('x*r', { mask: ['1', 'x', 'r', 'x*r', 'w'] });
    expect(free(five)).toBe(5);
    expect(five.coefficients[termIndex([1, 0, 0, 1])]).toBe(1);
  });
});

describe('mlpRule', () => {
  it('draws 6 units + 1 small independent numbers from the seed', () => {
    const rule = mlpRule({ seed: 5 });
    expect(rule.parameters.length).toBe(61);
    expect(new Set(rule.parameters).size).toBe(61);
    expect(mlpRule({ seed: 5 })).toEqual(rule);
    expect(mlpRule({ seed: 6 })).not.toEqual(rule);
    const squares = rule.parameters.reduce((sum, value) => sum + value * value, 0);
    expect(Math.sqrt(squares / 61)).toBeGreaterThan(0.007);
    expect(Math.sqrt(squares / 61)).toBeLessThan(0.013);
    expect(codeOf(() => mlpRule({ units: 0 })).code).toBe('plasticity/units');
    expect(codeOf(() => mlpRule({ std: Number.NaN })).code).toBe('plasticity/init');
  });

  it('is imported from arrays of another program', () => {
    const w1 = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const rule = importMlpWeights({ w1, b1: [7, 8], w2: [[9], [10]], b2: [11] }, ['x', 'w', 'r']);
    expect([...rule.parameters]).toEqual([1, 2, 0, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(() => importMlpWeights({ w1, b1: [7, 8], w2: [9, 10], b2: 11 })).toThrow(
      /have 6, 2, 2, 1 .* need 8, 2, 2, 1/,
    );
    expect(() => importMlpWeights({ w1, b1: [7, 8], w2: [9, Number.NaN], b2: 11 }, ['x', 'w', 'r'])).toThrow(
      /parameter 11 is NaN/,
    );
  });
});
