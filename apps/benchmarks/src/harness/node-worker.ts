import { fileURLToPath } from 'node:url';
import type { Task } from '../task';
import { WorkerProcess } from './worker-process';

/** Starts `worker.js`, which is built beside the file that this code ends up in, on a task. */
export function nodeWorker(name: string, task: Task): WorkerProcess {
  const script = fileURLToPath(new URL('./worker.js', import.meta.url));
  return new WorkerProcess({ name, command: process.execPath, args: [script], task });
}
