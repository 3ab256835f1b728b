import { isNode } from '../init/node-gpu';
import { type HelperStart, helperProgram } from './helper-program';

interface NodeWorker {
  unref(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface NodeThreads {
  Worker: new (text: string, options: { eval: true; workerData: unknown }) => NodeWorker;
}

/**
 * Starts a helper thread. It ends by itself when the pool stops.
 *
 * @param onFailure Called when the helper cannot run: it then takes no work.
 */
export function startHelper(start: HelperStart, onFailure: (reason: string) => void): void {
  if (isNode()) {
    // Not an import: bundlers for browsers would look for the module.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads') as unknown as NodeThreads;
    const thread = new Thread(helperProgram, { eval: true, workerData: start });
    thread.on('error', (error) => onFailure(String(error)));
    thread.unref();
    return;
  }
  const address = URL.createObjectURL(new Blob([helperProgram], { type: 'text/javascript' }));
  const worker = new Worker(address);
  worker.addEventListener('error', (event) => onFailure(event.message));
  worker.postMessage(start);
  // The worker has its own hold on the text once it was fetched, which an error or the first job shows.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
