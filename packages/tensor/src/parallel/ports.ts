// Workers of Node and of browsers behind one face, on both sides.
import { ConfigError } from '../errors/perceptrons-error';
import { isNode } from '../init/node-gpu';
import type { FromWorker, ToWorker } from './protocol';

/** A worker as its owner sees it. */
export interface WorkerPort {
  send(message: ToWorker): void;
  end(): void;
}

/** What the owner of a worker listens to. */
export interface PortEvents {
  message(message: FromWorker): void;
  /** The worker cannot be loaded, threw outside of its work, or is gone. */
  failure(error: Error): void;
}

/** The parts of a browser's Worker that are used; a factory may return one. */
export interface WebWorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** The parts of a Worker of `node:worker_threads` that are used; a factory may return one. */
export interface NodeWorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/** The address of a module that calls `serveDataParallel`, or a function that starts a worker with it. */
export type WorkerModule = URL | string | (() => WebWorkerLike | NodeWorkerLike);

interface NodeThreads {
  Worker: new (url: URL) => NodeWorkerLike;
  parentPort: {
    postMessage(message: unknown): void;
    on(event: 'message', listener: (value: never) => void): void;
  } | null;
}

function nodeThreads(): NodeThreads {
  // Not an import: bundlers for browsers would look for the module.
  return process.getBuiltinModule('node:worker_threads') as unknown as NodeThreads;
}

/** Starts a worker. @throws ConfigError `tensor/no-workers` where there are none. */
export function startWorker(module: WorkerModule, events: PortEvents): WorkerPort {
  const worker = makeWorker(module);
  if ('on' in worker) {
    worker.on('message', (message) => events.message(message as FromWorker));
    worker.on('error', (error) => events.failure(error));
    worker.on('exit', (code) => events.failure(new Error(`it ended with code ${code}`)));
  } else {
    worker.addEventListener('message', (event) => events.message((event as MessageEvent<FromWorker>).data));
    worker.addEventListener('error', (event) => {
      events.failure(new Error((event as ErrorEvent).message ?? 'its module could not be loaded'));
    });
    worker.addEventListener('messageerror', () => events.failure(new Error('it sent something that cannot be read')));
  }
  return { send: (message) => worker.postMessage(message), end: () => void worker.terminate() };
}

function makeWorker(module: WorkerModule): WebWorkerLike | NodeWorkerLike {
  if (typeof module === 'function') return module();
  const url = new URL(String(module), typeof location === 'undefined' ? undefined : location.href);
  if (isNode()) return new (nodeThreads().Worker)(url);
  if (typeof Worker === 'undefined') {
    throw new ConfigError({
      code: 'tensor/no-workers',
      argument: 'module',
      message: 'DataParallel: this environment has no workers. Train in this thread, without DataParallel.',
    });
  }
  return new Worker(url, { type: 'module' });
}

/** The way from a worker to its owner. */
export interface OwnerPort {
  send(message: FromWorker): void;
  listen(listener: (message: ToWorker) => void): void;
}

/** The owner of this thread. @throws ConfigError `tensor/not-a-worker` outside of a worker. */
export function ownerPort(): OwnerPort {
  const parent = isNode() ? nodeThreads().parentPort : undefined;
  if (parent) {
    return {
      send: (message) => parent.postMessage(message),
      listen: (listener) => parent.on('message', (message: ToWorker) => listener(message)),
    };
  }
  const scope = globalThis as unknown as {
    postMessage(message: unknown): void;
    addEventListener(type: string, listener: (event: MessageEvent<ToWorker>) => void): void;
    document?: unknown;
  };
  if (parent === null || scope.document !== undefined || typeof scope.postMessage !== 'function') {
    throw new ConfigError({
      code: 'tensor/not-a-worker',
      message:
        'serveDataParallel runs in a worker only: pass the address of this module to new DataParallel({ module }).',
    });
  }
  return {
    send: (message) => scope.postMessage(message),
    listen: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
  };
}
