import { describe, expect, it } from 'vitest';
import { createProgress, formatSeconds } from './progress';

function recorded(isTTY: boolean) {
  const clock = { now: 0 };
  const stream = { text: '', isTTY, columns: 100, write: (text: string) => (stream.text += text) };
  return { clock, stream, progress: createProgress(stream, () => clock.now) };
}
const event = { step: 30, totalSteps: 60, loss: 0.5, examplesPerSecond: 1234, secondsLeft: 30 };

describe('createProgress', () => {
  it('rewrites one line with bar, loss and time left on a terminal', () => {
    const { clock, stream, progress } = recorded(true);
    progress.plan([
      { name: 'a-1', group: 'a' },
      { name: 'a-2', group: 'a' },
    ]);
    progress.startPart('a-1');
    clock.now = 30_000;
    progress.update(event);
    expect(stream.text).toBe('[1/2] a-1 ##########---------- 50% step 30/60 loss 0.500 1234/s left 0:30');
    clock.now = 60_000;
    progress.endPart('a-1');
    expect(stream.text).toContain('\r\x1b[2K[1/2] a-1: done in 1:00\n');
  });

  it('adds the time of the parts to come, as soon as one is known', () => {
    const { clock, stream, progress } = recorded(true);
    progress.plan(['a-1', 'b-1', 'a-2'].map((name) => ({ name, group: name[0] })));
    progress.startPart('a-1');
    clock.now = 60_000;
    progress.endPart('a-1');
    progress.startPart('b-1');
    clock.now = 70_000;
    progress.update(event);
    expect(stream.text).toContain('left 0:30, in all 1:30');
  });

  it('knows that a resumed part did only the rest of its steps', () => {
    const { clock, stream, progress } = recorded(true);
    progress.plan(['a-1', 'a-2', 'a-3'].map((name) => ({ name, group: 'a' })));
    progress.startPart('a-1');
    progress.update({ ...event, step: 31 });
    clock.now = 30_000;
    progress.endPart('a-1');
    progress.startPart('a-2');
    clock.now = 60_000;
    progress.update(event);
    // Half of a-1 took 30 seconds, so a-3 takes a minute after the 30 seconds that a-2 still needs.
    expect(stream.text).toContain('left 0:30, in all 1:30');
  });

  it('prints plain lines now and then elsewhere', () => {
    const { clock, stream, progress } = recorded(false);
    progress.startPart('a');
    for (let second = 1; second <= 25; second++) {
      clock.now = second * 1000;
      progress.update({ ...event, step: second });
    }
    const lines = stream.text.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe('a: 16% step 10/60 loss 0.500 1234/s left 0:30');
    expect(stream.text).not.toContain('\x1b');
  });

  it('never writes past the width of the terminal', () => {
    const { clock, stream, progress } = recorded(true);
    stream.columns = 30;
    progress.startPart('a-rather-long-name');
    clock.now = 1000;
    progress.update(event);
    expect(stream.text.length).toBe(29);
  });
});

describe('formatSeconds', () => {
  it('prints minutes and hours', () => {
    expect([0, 75, 3700, Number.NaN].map(formatSeconds)).toEqual(['0:00', '1:15', '1:01:40', '?']);
  });
});
