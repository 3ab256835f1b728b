import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { formatRule } from './format-rule';
import { knownRules } from './known-rules';
import { parseRule } from './parse-rule';
import { COEFFICIENTS, powersAt, termIndex } from './rule';
import { taylorRule } from './taylor-rule';
import { parseTerms, termName } from './terms';

const expected = [
  { powers: [1, 0, 0, 1], value: 1 },
  { powers: [0, 0, 1, 0], value: -0.05 },
];

describe('parseTerms', () => {
  it.each([
    'x*r - 0.05*w',
    ' x r-0.05w ',
    'r·x − 5e-2 w',
    '+1.x^1*R**1 - .05 * W',
    '1X1Y0W0R1-0.05X0Y0W1R0',
    'XR-0.05W',
    '0.5*x*r - 0.1*w + 0.5*r*x + 0.05*w',
  ])('reads %s', (text) => {
    const terms = parseTerms(text);
    expect(terms.map(({ powers }) => powers)).toEqual(expected.map(({ powers }) => powers));
    terms.forEach(({ value }, index) => {
      expect(value).toBeCloseTo(expected[index].value, 15);
    });
  });

  it('reads powers, constants and repeated variables', () => {
    expect(parseTerms('-3 + 2x2*y*y - w^2 r')).toEqual([
      { powers: [0, 0, 0, 0], value: -3 },
      { powers: [2, 2, 0, 0], value: 2 },
      { powers: [0, 0, 2, 1], value: -1 },
    ]);
  });

  it('has no terms for 0 and for what cancels', () => {
    expect(parseTerms('0')).toEqual([]);
    expect(parseTerms('x - x')).toEqual([]);
  });

  it.each([
    ['', 'rule-text', /character 1: expected a number or a variable/],
    ['  ', 'rule-text', /expected a number or a variable/],
    ['x*r -', 'rule-text', /character 6: expected/],
    ['x*r - * w', 'rule-text', /character 7 \('\* w'\)/],
    ['x + + w', 'rule-text', /character 5/],
    ['x*', 'rule-text', /character 3/],
    ['x^1.5', 'rule-text', /powers are whole numbers/],
    ['x^-1', 'rule-text', /character 2/],
    ['x^3', 'power', /x to the power 3 at character 1\..*0 to 2/],
    ['w + x2*r*x', 'power', /x to the power 3 at character 10/],
    ['x*z', 'unknown-variable', /variable 'z' at character 3.*x \(input\)/],
  ])('refuses %j', (text, code, message) => {
    let caught: unknown;
    try {
      parseTerms(text);
    } catch (error) {
      caught = error;
    }
    if (!ConfigError.isInstance(caught)) throw new Error(`nothing of ours was thrown: ${caught}`);
    expect(caught.code).toBe(`plasticity/${code}`);
    expect(caught.message).toMatch(message);
  });
});

describe('formatRule', () => {
  it('writes what parseRule reads, for every term', () => {
    for (let k = 0; k < COEFFICIENTS; k++) {
      const rule = parseRule(`-0.25*${termName(powersAt(k))}`);
      expect(rule.coefficients[k]).toBe(-0.25);
      expect(parseRule(formatRule(rule))).toEqual(rule);
    }
  });

  it('puts large coefficients first, drops small ones and rounds', () => {
    const rule = parseRule('0.001*y + 0.123456*w - 1.00004*x*r + 0.123456');
    expect(formatRule(rule)).toBe('-x*r + 0.123 + 0.123*w + 0.001*y');
    expect(formatRule(rule, { tolerance: 0.01, digits: 5 })).toBe('-x*r + 0.12346 + 0.12346*w');
    expect(formatRule(rule, { tolerance: 2 })).toBe('0');
    expect(formatRule(taylorRule())).toBe('0');
  });

  it('shows a coefficient that is not a number', () => {
    const rule = parseRule('x');
    rule.coefficients[termIndex([0, 0, 1, 0])] = Number.NaN;
    expect(formatRule(rule)).toContain('NaN*w');
  });
});

describe('knownRules', () => {
  it('are written as they are read', () => {
    for (const { formula, rule } of knownRules) expect(formatRule(rule())).toBe(formula);
    expect(new Set(knownRules.map(({ name }) => name)).size).toBe(7);
  });

  it('are new each time', () => {
    knownRules[0].rule().coefficients.fill(9);
    expect(formatRule(knownRules[0].rule())).toBe('x*r');
  });
});
