import { parseRule, simulateBehaviour } from '@perceptrons/plasticity';
import { describe, expect, it } from 'vitest';
import { toErrorReport } from '../../engine/error-report';
import { problemOf } from './problem-of';

describe('problemOf', () => {
  it.each([
    ['-5*x', 'soon reject everything'],
    ['x*w^2 + x', 'grow without bound'],
  ])('explains what the rule %s does to animals', (rule, said) => {
    let error: unknown;
    try {
      simulateBehaviour({ rule: parseRule(rule), experiments: 1, maximumPresentations: 200, seed: 1 });
    } catch (thrown) {
      error = thrown;
    }
    expect(problemOf(toErrorReport(error), { data: 'simulated', rule }).said).toContain(said);
    expect(problemOf(toErrorReport(error), { data: 'own', rule }).said).toBeUndefined();
  });
});
