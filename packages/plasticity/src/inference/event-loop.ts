// Inference runs on the thread that called it. Giving the event loop a turn now and then keeps a page alive.

/** Longest time in milliseconds without a turn. */
const LONGEST = 16;

/** Runs work to its end, step by step; whoever waits for it may be told to stop in between. */
export type Runner = <T>(work: Generator<void, T>) => Promise<T>;

/** Work in steps, to its end at once. */
export function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/**
 * A runner that gives the event loop a turn between two steps when the last one is long ago.
 *
 * @param check called after each turn; throws to stop.
 */
export function inTurns(check: () => void): Runner {
  let last = performance.now();
  return async (work) => {
    for (;;) {
      const step = work.next();
      if (performance.now() - last >= LONGEST) {
        await turn();
        last = performance.now();
        check();
      }
      if (step.done) return step.value;
    }
  };
}

function turn(): Promise<void> {
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
