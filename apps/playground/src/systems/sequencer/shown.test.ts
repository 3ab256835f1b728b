import { describe, expect, it } from 'vitest';
import type { RunDescription, Score, SizePoint } from './run';
import { accuracyOf, type Shown } from './shown';

const score = (accuracy: number): Score => ({ accuracy, interval: [0, 1] });
const point = (side: number, accuracy: number, mixer?: SizePoint['mixer']): SizePoint => ({
  side,
  ...score(accuracy),
  perClass: [],
  mixer,
});
const course = (accuracy: number) => ({ losses: [], heldOut: [{ step: 1, imagesSeen: 10, accuracy, loss: 1 }] });
const running: Shown = {
  description: {} as RunDescription,
  courses: { sequencer: course(0.4), mixer: course(0.5) },
  sizes: [],
  live: true,
};
const measured: Shown = {
  ...running,
  sizes: [
    point(28, 0.8, { ...score(0.9), rebuilt: false }),
    point(36, 0.7),
    point(56, 0.6, { ...score(0.75), rebuilt: true }),
  ],
};

describe('accuracyOf', () => {
  it('is the latest evaluation while a run learns, at the side it learns at', () => {
    expect(accuracyOf(running, 28)).toEqual({ sequencer: 0.4, mixer: 0.5 });
    expect(accuracyOf(running, 36)).toEqual({});
  });

  it('is what was measured, without a Mixer where it cannot run as it is', () => {
    expect(accuracyOf(measured, 28)).toEqual({ sequencer: 0.8, mixer: 0.9 });
    expect(accuracyOf(measured, 36)).toEqual({ sequencer: 0.7, mixer: undefined });
    expect(accuracyOf(measured, 56)).toEqual({ sequencer: 0.6, mixer: undefined });
  });
});
