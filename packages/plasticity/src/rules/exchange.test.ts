// Rules that leave the program and come back.
import { PerceptronsError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { formatRule } from './format-rule';
import { importReferenceCoefficients, importReferenceLog } from './import-reference';
import { mlpRule } from './mlp-rule';
import { parseRule } from './parse-rule';
import { COEFFICIENTS, type PlasticityRule, termIndex } from './rule';
import { networkFromJSON, type RuleJSON, ruleFromJSON, ruleToJSON } from './rule-json';
import { taylorRule } from './taylor-rule';

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (PerceptronsError.isInstance(error)) return error.code;
  }
  throw new Error('nothing of ours was thrown');
}

describe('JSON', () => {
  it.each([
    ['all terms', taylorRule({ init: { std: 0.3 } })],
    ['a known rule', parseRule('x*r - 0.05*w')],
    ['three variables', taylorRule({ variables: ['x', 'w', 'r'], init: { std: 1 }, seed: 2 })],
    ['low powers', taylorRule({ maxPower: 1, terms: '0.1*x*y*w*r' })],
    ['a limited order', taylorRule({ variables: ['x', 'y', 'w'], maxOrder: 3 })],
    ['five terms', taylorRule({ mask: ['1', 'x', 'r', 'x*r', 'w'], terms: 'x*r' })],
    ['a constant', taylorRule({ mask: ['1'], terms: '3' })],
    ['a perceptron', mlpRule({ units: 3, seed: 8 })],
  ] as [string, PlasticityRule][])('keeps %s to the last bit', (_, rule) => {
    expect(ruleFromJSON(JSON.stringify(ruleToJSON(rule)))).toEqual(rule);
    expect(ruleFromJSON(ruleToJSON(rule))).toEqual(rule);
  });

  it('is short and readable', () => {
    const rewardTerm = { kind: 'window', length: 10 } as const;
    const network = plasticNetwork({ sizes: [2, 1] });
    const rule = parseRule('x*r - 0.05*w', { mask: ['x*r', 'w'] });
    expect(ruleToJSON(rule, { network, rewardTerm })).toEqual({
      kind: 'taylor',
      version: 1,
      eta: 0.5,
      network: { inputs: 2, units: 1, activation: 'linear', stepSize: 0.5 },
      rewardTerm,
      variables: ['x', 'w', 'r'],
      maxPower: 1,
      formula: 'x*r - 0.05*w',
      coefficients: [
        { powers: [0, 0, 1, 0], value: -0.05 },
        { powers: [1, 0, 0, 1], value: 1 },
      ],
      mask: ['w', 'x*r'],
    });
  });

  it('brings the network back', () => {
    const network = plasticNetwork({ sizes: [2, 10, 1] });
    const text = JSON.stringify(ruleToJSON(mlpRule(), { network }));
    expect(networkFromJSON(text)).toEqual(network);
    expect(networkFromJSON(ruleToJSON(mlpRule()))).toBeUndefined();
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['null', 'null', /it is null/],
    ['another version', '{"version":2,"kind":"taylor"}', /version is 2, this package reads version 1/],
    ['another kind', '{"version":1,"kind":"gp"}', /kind is 'gp'/],
    ['no coefficients', '{"version":1,"kind":"taylor"}', /coefficients must be a list/],
    ['damaged coefficients', '{"version":1,"kind":"taylor","coefficients":[null]}', /coefficients must be a list/],
    ['no variables', '{"version":1,"kind":"taylor","coefficients":[]}', /variables must be a list/],
    ['no maxPower', '{"version":1,"kind":"taylor","coefficients":[],"variables":["x"]}', /maxPower must be 1 or 2/],
    ['no weights', '{"version":1,"kind":"mlp"}', /w1, b1, w2 and b2/],
  ])('refuses %s', (_, text, message) => {
    expect(codeOf(() => ruleFromJSON(text))).toBe('plasticity/rule-json');
    expect(() => ruleFromJSON(text)).toThrow(message);
  });

  it('refuses to write a rule that diverged', () => {
    const rule = parseRule('x');
    rule.coefficients[3] = Number.POSITIVE_INFINITY;
    expect(codeOf((): RuleJSON => ruleToJSON(rule))).toBe('plasticity/not-finite');
  });
});

describe('coefficients of the published code', () => {
  const single = (...powers: [number, number, number, number]) => {
    const data = new Float64Array(COEFFICIENTS);
    data[termIndex(powers)] = 1;
    return data;
  };

  it('with four variables have their axes reversed', () => {
    expect(formatRule(importReferenceCoefficients(single(1, 0, 0, 0)))).toBe('r');
    expect(formatRule(importReferenceCoefficients(single(0, 0, 1, 0)))).toBe('y');
    expect(formatRule(importReferenceCoefficients(single(1, 0, 0, 1)))).toBe('x*r');
    expect(formatRule(importReferenceCoefficients(single(2, 0, 0, 1)))).toBe('x*r^2');
    const drawn = taylorRule({ init: { std: 1 } }).coefficients;
    const once = importReferenceCoefficients(drawn).coefficients;
    expect(once).not.toEqual(drawn);
    expect(importReferenceCoefficients(once).coefficients).toEqual(drawn);
    expect(importReferenceCoefficients(drawn, { order: 'xywr' }).coefficients).toEqual(drawn);
  });

  it('are read from nested lists', () => {
    const nested = Array.from({ length: 3 }, (_, a) =>
      Array.from({ length: 3 }, (_, b) =>
        Array.from({ length: 3 }, (_, c) => (a === 1 && b === 2 && c === 0 ? 0.5 : 0)),
      ),
    );
    const rule = importReferenceCoefficients(nested, { order: 'xrw' });
    expect(formatRule(rule)).toBe('0.5*x*r^2');
    expect(rule.mask).toEqual(taylorRule({ variables: ['x', 'r', 'w'] }).mask);
  });

  it('of older vectors have the input as the fastest index', () => {
    const data = new Float64Array(27);
    data[1 + 3 * 1] = 1;
    data[0 + 3 * 2 + 9 * 1] = -1;
    expect(formatRule(importReferenceCoefficients(data, { order: 'wyx' }))).toBe('x*y - y^2*w');
  });

  it('are read from the last row of a log', () => {
    const four = 'epoch,loss,A_0000,A_0010,A_1001,r2\n0,0.7,0,0,0,\n250,0.5,0.01,-0.05,0.9,0.8\n\n';
    expect(formatRule(importReferenceLog(four))).toBe('0.9*x*r - 0.05*y + 0.01');
    const three = '"epoch","A_110","A_021"\r\n9,1,-1\r\n';
    expect(formatRule(importReferenceLog(three, { order: 'xyw' }))).toBe('x*y - y^2*w');
  });

  it('are refused where their meaning is not known', () => {
    const data = new Float64Array(27);
    expect(codeOf(() => importReferenceCoefficients(data))).toBe('plasticity/reference-order');
    expect(codeOf(() => importReferenceCoefficients(data, { order: 'xxw' }))).toBe('plasticity/reference-order');
    expect(codeOf(() => importReferenceCoefficients(data, { order: 'xywr' }))).toBe('plasticity/reference-order');
    expect(codeOf(() => importReferenceCoefficients([1, 2]))).toBe('plasticity/reference-size');
    data[4] = Number.NaN;
    expect(codeOf(() => importReferenceCoefficients(data, { order: 'xyw' }))).toBe('plasticity/not-finite');
    expect(codeOf(() => importReferenceLog(''))).toBe('plasticity/reference-log');
    expect(codeOf(() => importReferenceLog('epoch,loss\n1,2'))).toBe('plasticity/reference-log');
    expect(() => importReferenceLog('epoch,A_110\n1,0.5\n2,', { order: 'xyw' })).toThrow(
      /Row 2, column A_110 of the log is ''/,
    );
  });
});
