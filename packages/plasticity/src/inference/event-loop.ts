// Inference runs on the thread that called it. Giving the event loop a turn now and then keeps a page alive.

/** Longest time in milliseconds without a turn. */
const LONGEST = 16;

/** A function to await in a loop: gives the event loop a turn when the last one is long ago. */
export function turns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST) return;
    await turn();
    last = performance.now();
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
