import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawNever, drawSoon } from './draw-queue';

describe('drawSoon', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('draws one figure in each task, in its latest state, and none that is gone', () => {
    const drawn: string[] = [];
    const [terms, loss, gone] = [{}, {}, {}];
    drawSoon(terms, () => drawn.push('terms 1'));
    drawSoon(gone, () => drawn.push('gone'));
    drawSoon(loss, () => drawn.push('loss'));
    drawSoon(terms, () => drawn.push('terms 2'));
    drawNever(gone);
    expect(drawn).toEqual([]);
    vi.runOnlyPendingTimers();
    expect(drawn).toEqual(['terms 2']);
    vi.runAllTimers();
    expect(drawn).toEqual(['terms 2', 'loss']);
  });

  it('goes on after a figure that cannot be drawn', () => {
    const drawn: string[] = [];
    drawSoon({}, () => {
      throw new Error('no such mark');
    });
    drawSoon({}, () => drawn.push('second'));
    expect(() => vi.runOnlyPendingTimers()).toThrow('no such mark');
    vi.runAllTimers();
    expect(drawn).toEqual(['second']);
  });
});
