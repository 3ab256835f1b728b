import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import type { HeldOutPoint, LossPoint, RunProgress } from '../../training/run';
import { type Run, withMessage } from './session';
import { mixerSettings } from './settings';

const loss = (step: number): LossPoint => ({ step, imagesSeen: step * 100, loss: 1 / step });
const heldOut = (step: number): HeldOutPoint => ({ step, imagesSeen: step * 100, accuracy: 0.5, loss: 1 });
const progress: RunProgress = {
  step: 9,
  totalSteps: 20,
  epoch: 0,
  examplesPerSecond: 1,
  secondsLeft: 1,
  learningRate: 1,
};
const run: Run = {
  status: 'running',
  settings: defaults(mixerSettings),
  losses: [1, 2, 3, 4, 5, 6].map(loss),
  heldOut: [2, 4, 6].map(heldOut),
};

describe('withMessage', () => {
  it('appends new points', () => {
    const next = withMessage(run, { kind: 'progress', progress, losses: [loss(7), loss(8)], heldOut: [heldOut(8)] });
    expect(next.losses?.map((point) => point.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(next.heldOut?.map((point) => point.step)).toEqual([2, 4, 6, 8]);
  });

  it('replaces what a resumed run does again', () => {
    const next = withMessage(run, { kind: 'progress', progress, losses: [loss(4), loss(5)], heldOut: [heldOut(4)] });
    expect(next.losses?.map((point) => point.step)).toEqual([1, 2, 3, 4, 5]);
    expect(next.heldOut?.map((point) => point.step)).toEqual([2, 4]);
  });

  it('leaves held-out points alone when none came', () => {
    const next = withMessage(run, { kind: 'progress', progress, losses: [loss(7)], heldOut: [] });
    expect(next.heldOut).toHaveLength(3);
  });
});
