import { yieldToEventLoop } from '@perceptrons/layers';

// Work in steps, as a generator: every step yields how much of the work is done, from 0 to 1, never less than before.

/** Work in steps, to its end at once. The signal is looked at before every step. */
export function finish<T>(work: Generator<number, T>, signal?: AbortSignal): T {
  for (;;) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** A part of larger work: what it has done, from 0 to 1, becomes `from` to `to`. */
export function* partOf<T>(work: Generator<number, T>, from: number, to: number): Generator<number, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

/** Milliseconds of work after which others get a turn. */
const SLICE = 20;

/** Work in steps, to its end, with a turn of the event loop every 20 ms. The signal is looked at before every step. */
export async function finishAsync<T>(work: Generator<number, T>, signal?: AbortSignal): Promise<T> {
  for (let since = performance.now(); ; ) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE) continue;
    await yieldToEventLoop();
    since = performance.now();
  }
}
