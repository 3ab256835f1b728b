import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import type { RunProgress } from '../../training/run';
import type { StepPoint } from './run';
import { type Run, withMessage } from './session';
import { type GraphSettings, graphSettings } from './settings';

const point = (step: number, accuracy: number): StepPoint => ({ step, loss: 0.7, accuracy, gap: 0.1, asB: [0.5, 0.5] });
const progress = { step: 3, totalSteps: 9 } as RunProgress;
const run: Run = {
  status: 'preparing',
  settings: { a: 'Ch', b: 'Cs', settings: defaults(graphSettings) as GraphSettings },
  points: { ppgn: [point(1, 0.5), point(2, 0.75)], gin: [point(1, 0.5)] },
};

describe('withMessage', () => {
  it('adds points to one model', () => {
    const changed = withMessage(run, { kind: 'progress', model: 'gin', progress, points: [point(2, 0.4)] });
    expect(changed.points?.gin.map(({ step }) => step)).toEqual([1, 2]);
    expect(changed.points?.ppgn).toBe(run.points.ppgn);
    expect(changed.progress).toBe(progress);
  });

  it('replaces steps that a checkpoint did not cover', () => {
    const changed = withMessage(run, { kind: 'progress', model: 'ppgn', progress, points: [point(2, 1)] });
    expect(changed.points?.ppgn.map(({ accuracy }) => accuracy)).toEqual([0.5, 1]);
  });

  it('runs once it is prepared, unless it was paused meanwhile', () => {
    const description = { ...run.settings, totalSteps: 9 } as never;
    expect(withMessage(run, { kind: 'prepared', description }).status).toBe('running');
    expect(withMessage({ ...run, status: 'paused' }, { kind: 'prepared', description }).status).toBe('paused');
  });
});
