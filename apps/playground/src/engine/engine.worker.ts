// The one worker: it holds TensorFlow.js, the data and the models, and runs one job at a time.
import { init } from '@perceptrons/tensor';
import { expose } from 'comlink';
import { toErrorReport } from './error-report';
import { JobQueue } from './job-queue';
import type { Engine, JobOutcome, QueueEntry, Task } from './protocol';
import { taskTables } from './task-tables';
import { wasmPaths } from './wasm-paths';

const queueListeners: ((queue: QueueEntry[]) => void)[] = [];
const queue = new JobQueue((entries) => {
  for (const listener of queueListeners) listener(entries);
});
let starts = 0;

async function settle<Result>(job: Promise<Result>): Promise<JobOutcome<Result>> {
  try {
    return { kind: 'done', result: await job };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'cancelled' };
    return { kind: 'failed', error: toErrorReport(error) };
  }
}

async function findTask(system: string, name: string): Promise<Task> {
  const table = await taskTables[system]?.();
  const task = table?.[name];
  if (!task) throw new Error(`The worker has no task "${name}" of the system "${system}".`);
  return task;
}

const engine: Engine = {
  start: (choice) =>
    settle(
      queue.submit({
        id: `start-${++starts}`,
        title: starts === 1 ? 'Start the engine' : `Switch the backend to ${choice}`,
        priority: 'long',
        run: () => init({ backend: choice, wasmPaths }),
      }),
    ),
  run: ({ id, system, task, title, priority, input }, onData) =>
    settle(
      queue.submit({
        id,
        title,
        priority,
        run: async (context) => {
          const perform = await findTask(system, task);
          const sent = new Set<Promise<void>>();
          const send = (data: unknown) => {
            const arrived = Promise.resolve(onData(data)).finally(() => sent.delete(arrived));
            sent.add(arrived);
          };
          try {
            return await perform(input as never, { ...context, send });
          } finally {
            // Data and outcome travel on different ports: the outcome must not overtake the last data.
            await Promise.allSettled([...sent]);
          }
        },
      }),
    ),
  pause: (id) => queue.pause(id),
  resume: (id) => queue.resume(id),
  cancel: (id) => queue.cancel(id),
  watchQueue: (listener) => {
    queueListeners.push(listener);
    listener(queue.entries());
  },
};

expose(engine);
