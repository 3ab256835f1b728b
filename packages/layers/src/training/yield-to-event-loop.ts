// A training loop that only awaits ready promises never lets the page draw or react. This gives the turn away for real.
interface SchedulerLike {
  yield(): Promise<void>;
}

/** Waits until the event loop has had a turn: pages stay responsive, timers and input run. */
export function yieldToEventLoop(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Partial<SchedulerLike> };
  if (typeof scheduler?.yield === 'function') return scheduler.yield();
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  // A message arrives at once; a timer of 0 waits 4 ms in browsers.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
