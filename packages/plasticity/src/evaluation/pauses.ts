import { inTurns } from '../inference/event-loop';
import { stopIfAborted } from './stop-if-aborted';

/** A function to await in a loop: gives the event loop a turn when the last one is long ago, then looks at the signal. */
export function pauses(signal: AbortSignal | undefined): () => Promise<void> {
  const run = inTurns(() => stopIfAborted(signal));
  return () => run(rest());
}

function* rest(): Generator<void, void> {
  yield;
}
