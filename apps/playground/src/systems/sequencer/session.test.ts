import { describe, expect, it } from 'vitest';
import { defaults } from '../../settings/setting';
import type { LossPoint, RunProgress } from '../../training/run';
import type { SizePoint } from './run';
import { type Run, withMessage } from './session';
import { sequencerSettings } from './settings';

const loss = (step: number): LossPoint => ({ step, imagesSeen: step * 100, loss: 1 / step });
const size = (side: number, accuracy: number): SizePoint => ({ side, accuracy, interval: [0, 1], perClass: [] });
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
  settings: defaults(sequencerSettings),
  courses: {
    sequencer: { losses: [1, 2, 3].map(loss), heldOut: [] },
    mixer: { losses: [1, 2].map(loss), heldOut: [] },
  },
  sizes: [size(24, 0.5), size(32, 0.6)],
};

describe('withMessage', () => {
  it('adds points to the model that they are of', () => {
    const { courses } = withMessage(run, {
      kind: 'progress',
      model: 'mixer',
      progress,
      losses: [loss(3)],
      heldOut: [],
    });
    expect(courses?.mixer.losses.map(({ step }) => step)).toEqual([1, 2, 3]);
    expect(courses?.sequencer).toBe(run.courses.sequencer);
  });

  it('replaces what a resumed run does again', () => {
    const { courses } = withMessage(run, {
      kind: 'progress',
      model: 'sequencer',
      progress,
      losses: [loss(2)],
      heldOut: [],
    });
    expect(courses?.sequencer.losses.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('keeps one figure for each side, in order', () => {
    const { sizes } = withMessage(run, { kind: 'size', point: size(28, 0.7) });
    expect(sizes?.map(({ side }) => side)).toEqual([24, 28, 32]);
    const again = withMessage(run, { kind: 'size', point: size(32, 0.9) });
    expect(again.sizes?.map(({ side, accuracy }) => [side, accuracy])).toEqual([
      [24, 0.5],
      [32, 0.9],
    ]);
  });
});
