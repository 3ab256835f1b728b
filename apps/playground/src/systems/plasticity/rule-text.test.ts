import { describe, expect, it } from 'vitest';
import { coefficientText, ruleText } from './rule-text';

describe('texts of rules', () => {
  it('set formulas with a minus sign and raised powers', () => {
    expect(ruleText('x*r - 0.05*w')).toBe('x\u00a0r −\u00a00.05\u00a0w');
    expect(ruleText('-0.1*x^2*y')).toBe('−0.1\u00a0x²\u00a0y');
  });

  it('give small coefficients more digits', () => {
    expect([0.923, -0.0494, 0.00123, 0, 1.2].map(coefficientText)).toEqual(['0.92', '−0.049', '0.0012', '0', '1.20']);
    expect(coefficientText(-3e-6)).toBe('≈ 0');
  });
});
