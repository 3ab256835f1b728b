import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../run';
import { JointProgress, takeTurns } from './take-turns';

const call = () => {
  const controller = new AbortController();
  return { controller, signal: controller.signal, breathe: async () => {} };
};

describe('takeTurns', () => {
  it('lets all members step in turns and finishes with them', async () => {
    const seen: string[] = [];
    const end = await takeTurns(['a', 'b'], call(), async (name, { next }) => {
      for (let step = 1; step <= 2; step++) {
        seen.push(`${name}${step}`);
        await next();
      }
      return 'finished';
    });
    expect(end).toBe('finished');
    expect(seen).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('stops all members when it is cancelled', async () => {
    const { controller, ...rest } = call();
    const end = await takeTurns(['a', 'b'], rest, async (name, { signal, next }) => {
      for (let step = 1; step <= 100; step++) {
        if (signal.aborted) return 'cancelled';
        if (name === 'b' && step === 3) controller.abort();
        await next();
      }
      return 'finished';
    });
    expect(end).toBe('cancelled');
  });

  it('stops the others when one fails, and passes its error on', async () => {
    let stopped = false;
    const ended = takeTurns(['good', 'bad'], call(), async (name, { signal, next }) => {
      for (let step = 1; step <= 100 && !signal.aborted; step++) {
        if (name === 'bad' && step === 2) throw new Error('no more memory');
        await next();
      }
      stopped = signal.aborted;
      return 'cancelled';
    });
    await expect(ended).rejects.toThrow('no more memory');
    expect(stopped).toBe(true);
  });
});

describe('JointProgress', () => {
  it('adds the times of models that take turns', () => {
    const joint = new JointProgress<string>();
    const progress = (secondsLeft: number, examplesPerSecond: number) =>
      ({ step: 1, totalSteps: 2, secondsLeft, examplesPerSecond }) as RunProgress;
    expect(joint.after('a', progress(4, 10)).secondsLeft).toBe(4);
    expect(joint.after('b', progress(6, 10))).toMatchObject({ secondsLeft: 10, examplesPerSecond: 5 });
  });
});
