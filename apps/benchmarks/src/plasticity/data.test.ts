import { presentations } from '@perceptrons/plasticity';
import { describe, expect, it } from 'vitest';
import { PLASTICITY_CASES, type PlasticityCase } from './case';
import { plasticityData } from './data';
import { plasticityProblem } from './plain-javascript';

const task: PlasticityCase = { ...PLASTICITY_CASES[0].task, experiments: 2 };

describe('plasticityData', () => {
  it('draws trials of two presentations on average, the same each time', () => {
    const { lengths, longest } = plasticityData(task, 0);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(1.7);
    expect(mean).toBeLessThan(2.3);
    expect(longest).toBe(Math.max(...lengths));
    expect(plasticityData(task, 0)).toEqual(plasticityData(task, 0));
    expect(plasticityData(task, 1).x).not.toEqual(plasticityData(task, 0).x);
  });

  it('shows one odour at a presentation, and nothing behind the end of a trial', () => {
    const { x, lengths, longest } = plasticityData(task, 0);
    for (const [trial, length] of lengths.entries()) {
      for (let shown = 0; shown < longest; shown++) {
        const inputs = Array.from(x.slice((trial * longest + shown) * 2, (trial * longest + shown + 1) * 2));
        expect(inputs.filter((value) => value > 0.5)).toHaveLength(shown < length ? 1 : 0);
      }
    }
  });
});

describe('plasticityProblem', () => {
  it('ends each trial with an accept', () => {
    const { experiments } = plasticityProblem(task);
    for (const experiment of experiments) {
      const decisions = Array.from(experiment.decisions!);
      expect(decisions.filter((decision) => decision === 1)).toHaveLength(240);
      expect(decisions.filter((decision) => decision >= 0)).toHaveLength(presentations(experiment));
      expect(decisions[experiment.lengths[0] - 1]).toBe(1);
    }
  });
});
