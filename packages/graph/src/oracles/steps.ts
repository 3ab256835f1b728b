/** Work in steps, to its end at once. The signal is looked at before every step. */
export function finish<T>(work: Generator<void, T>, signal?: AbortSignal): T {
  for (;;) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done) return step.value;
  }
}
