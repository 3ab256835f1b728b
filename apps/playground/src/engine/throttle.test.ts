import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchingThrottle } from './throttle';

describe('batchingThrottle', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends the first item at once and then at most ten batches a second, losing nothing', () => {
    const sent: number[][] = [];
    const throttle = batchingThrottle<number>((items) => sent.push(items), 100);
    for (let item = 0; item < 200; item++) {
      throttle.push(item);
      vi.advanceTimersByTime(5);
    }
    throttle.flush();
    expect(sent[0]).toEqual([0]);
    expect(sent.length).toBeLessThanOrEqual(12);
    expect(sent.flat()).toEqual(Array.from({ length: 200 }, (_, item) => item));
  });

  it('sends nothing when there is nothing to send', () => {
    const send = vi.fn();
    batchingThrottle(send, 100).flush();
    expect(send).not.toHaveBeenCalled();
  });
});
