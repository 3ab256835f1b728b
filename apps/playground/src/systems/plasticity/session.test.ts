import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import type { Estimate, Evaluation } from './run';
import { type Run, withMessage } from './session';
import { plasticitySettings } from './settings';

const estimate: Estimate = {
  ...{ iteration: 3, kind: 'series', parameters: [], formula: 'x*r' },
  ...{ terms: [], active: 1, courses: [] },
} as const;
const run: Run = {
  status: 'running',
  settings: defaults(plasticitySettings),
  points: [{ iteration: 0, loss: 0.69 }],
};

describe('withMessage', () => {
  it('adds points and replaces the estimate', () => {
    const changed = withMessage(run, { kind: 'progress', points: [{ iteration: 3, loss: 0.4 }], estimate });
    expect(changed.points?.map(({ loss }) => loss)).toEqual([0.69, 0.4]);
    expect(changed.estimate).toBe(estimate);
  });

  it('ends the note with the evaluation', () => {
    const evaluation: Evaluation = { fresh: true, animals: 7, scores: [], seconds: 1, ended: 'it had to' };
    const changed = withMessage({ ...run, note: 'Scoring' }, { kind: 'evaluation', estimate, evaluation });
    expect({ ...run, ...changed }).toMatchObject({ note: undefined, evaluation });
  });
});
