import type { RunProgress } from '../run';
import { Turns } from './turns';

type End = 'finished' | 'cancelled';

/** What the loop of one model gets. */
export interface TurnContext {
  /** Stops the loop: the run was cancelled, or the loop of another model failed. */
  signal: AbortSignal;
  /** To be awaited after every step: the others take theirs. */
  next(): Promise<void>;
}

/**
 * Trains models that are compared, step by step in turns.
 *
 * @param call.breathe awaited after every step of all models.
 * @param train the loop of one model.
 * @returns `finished` when all loops have come to their end.
 * @throws what the first failing loop throws; the others are stopped.
 */
export async function takeTurns<Member>(
  members: readonly Member[],
  call: { signal: AbortSignal; breathe(): Promise<void> },
  train: (member: Member, context: TurnContext) => Promise<End>,
): Promise<End> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  call.signal.addEventListener('abort', abort);
  if (call.signal.aborted) abort();
  const turns = new Turns(members.length, call.breathe);
  const ends = await Promise.allSettled(
    members.map(async (member, place) => {
      await turns.begin(place);
      try {
        return await train(member, { signal: stop.signal, next: () => turns.next(place) });
      } catch (error) {
        stop.abort();
        throw error;
      } finally {
        turns.leave(place);
      }
    }),
  );
  call.signal.removeEventListener('abort', abort);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return ends.every((end) => end.status === 'fulfilled' && end.value === 'finished') ? 'finished' : 'cancelled';
}

/** Progress of models that take turns, as it is shown with one of them: their times add up. */
export class JointProgress<Name> {
  readonly #latest = new Map<Name, RunProgress>();

  after(name: Name, progress: RunProgress): RunProgress {
    this.#latest.set(name, progress);
    const all = [...this.#latest.values()];
    return {
      ...progress,
      secondsLeft: all.reduce((sum, { secondsLeft }) => sum + secondsLeft, 0),
      examplesPerSecond: 1 / all.reduce((sum, { examplesPerSecond }) => sum + 1 / examplesPerSecond, 0),
    };
  }
}
