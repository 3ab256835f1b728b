import { describe, expect, it } from 'vitest';
import { busiestSince, threadTimes } from './threads';

describe('busiestSince', () => {
  it.runIf(threadTimes())('counts the work of the thread that works, or says nothing where the system does not', () => {
    const start = threadTimes();
    const before = process.cpuUsage();
    const until = performance.now() + 60;
    while (performance.now() < until);
    const { user, system } = process.cpuUsage(before);
    const busiest = busiestSince(start)!;
    expect(busiest).toBeGreaterThan(0);
    // The clocks of thread and process tick apart.
    expect(busiest).toBeLessThanOrEqual((user + system) / 1000 + 20);
    expect(busiestSince(undefined)).toBeUndefined();
  });
});
