import type { CheckProgress } from '../run';

/** Least time between two messages, milliseconds. */
const interval = 100;

/** Reports how much of a check is done, at most ten times a second, with the time left at the pace so far. */
export function timeLeft(total: number, send: (progress: CheckProgress) => void): (done: number) => void {
  const started = performance.now();
  let last = started;
  send({ done: 0, total });
  return (done) => {
    const now = performance.now();
    if (done < total && now - last < interval) return;
    last = now;
    send({ done, total, secondsLeft: ((now - started) / 1000 / done) * (total - done) });
  };
}
