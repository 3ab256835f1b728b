import { describe, expect, it } from 'vitest';
import { JobQueue } from './job-queue';
import type { QueueEntry } from './protocol';

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

/** A long job that counts its steps until `limit` or until it is cancelled. */
function counting(limit = Number.POSITIVE_INFINITY) {
  const state = { steps: 0, saved: 0 };
  const run = async (context: { breathe(): Promise<void>; onPause(listener: () => void): void }): Promise<number> => {
    context.onPause(() => {
      state.saved += 1;
    });
    while (state.steps < limit) {
      state.steps += 1;
      await context.breathe();
    }
    return state.steps;
  };
  return { state, run };
}

describe('JobQueue', () => {
  it('runs long jobs one at a time, in the order they came', async () => {
    const queue = new JobQueue();
    const order: string[] = [];
    const job = (id: string) => ({
      id,
      title: id,
      priority: 'long' as const,
      run: async () => {
        order.push(`${id} starts`);
        await turn();
        order.push(`${id} ends`);
      },
    });
    await Promise.all([queue.submit(job('a')), queue.submit(job('b'))]);
    expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('runs a short job between two steps of a long one, never during a step', async () => {
    const queue = new JobQueue();
    let insideStep = false;
    let overlapped = false;
    let finished = false;
    const long = queue.submit({
      id: 'long',
      title: 'long',
      priority: 'long',
      run: async ({ breathe }) => {
        for (let step = 0; step < 6; step++) {
          insideStep = true;
          await turn();
          insideStep = false;
          await breathe();
        }
        finished = true;
      },
    });
    await turn();
    const answeredBeforeTheEnd = await queue.submit({
      id: 'short',
      title: 'short',
      priority: 'between-steps',
      run: async () => {
        overlapped = insideStep;
        return !finished;
      },
    });
    await long;
    expect(answeredBeforeTheEnd).toBe(true);
    expect(overlapped).toBe(false);
  });

  it('holds a paused job, calls its pause listener once, answers short jobs meanwhile, and goes on', async () => {
    const queue = new JobQueue();
    const { state, run } = counting();
    const long = queue.submit({ id: 'long', title: 'long', priority: 'long', run }).catch((error) => error.name);
    await turn();
    queue.pause('long');
    await turn();
    const held = state.steps;
    await turn();
    expect(state.steps).toBe(held);
    expect(state.saved).toBe(1);
    expect(queue.entries()[0].status).toBe('paused');
    const answer = await queue.submit({ id: 's', title: 's', priority: 'between-steps', run: async () => 42 });
    expect(answer).toBe(42);
    expect(state.steps).toBe(held);
    queue.resume('long');
    await turn();
    expect(state.steps).toBeGreaterThan(held);
    queue.cancel('long');
    expect(await long).toBe('AbortError');
    expect(queue.entries()).toEqual([]);
  });

  it('cancels a paused job and a waiting job, and then runs the next one', async () => {
    const queue = new JobQueue();
    const { state, run } = counting();
    const first = queue.submit({ id: 'first', title: 'first', priority: 'long', run }).catch((error) => error.name);
    const never = counting();
    const second = queue
      .submit({ id: 'second', title: 'second', priority: 'long', run: never.run })
      .catch((error) => error.name);
    const third = queue.submit({ id: 'third', title: 'third', priority: 'long', run: async () => 'ran' });
    await turn();
    queue.cancel('second');
    expect(await second).toBe('AbortError');
    queue.pause('first');
    await turn();
    queue.cancel('first');
    expect(await first).toBe('AbortError');
    expect(await third).toBe('ran');
    expect(never.state.steps).toBe(0);
    expect(state.steps).toBeGreaterThan(0);
  });

  it('goes on after a job that throws, and passes the error to its owner', async () => {
    const queue = new JobQueue();
    const broken = queue.submit({
      id: 'broken',
      title: 'broken',
      priority: 'long',
      run: async () => {
        throw new Error('no such kernel');
      },
    });
    const next = queue.submit({ id: 'next', title: 'next', priority: 'long', run: async () => 1 });
    await expect(broken).rejects.toThrow('no such kernel');
    expect(await next).toBe(1);
  });

  it('reports the queue whenever it changes, the running job first and short jobs before long ones', async () => {
    const seen: QueueEntry[][] = [];
    const queue = new JobQueue((entries) => seen.push(entries));
    const { run } = counting();
    const long = queue.submit({ id: 'long', title: 'Train', priority: 'long', run }).catch(() => 'cancelled');
    const waiting = queue.submit({ id: 'later', title: 'Later', priority: 'long', run: async () => 2 });
    const short = queue.submit({ id: 'short', title: 'Short', priority: 'between-steps', run: async () => 1 });
    expect(queue.entries().map(({ id, status }) => `${id}:${status}`)).toEqual([
      'long:running',
      'short:waiting',
      'later:waiting',
    ]);
    await short;
    queue.cancel('long');
    await Promise.all([long, waiting]);
    await turn();
    expect(seen.at(-1)).toEqual([]);
  });
});
