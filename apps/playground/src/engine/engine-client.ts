import type { InitReport } from '@perceptrons/tensor';
import { proxy, type Remote, wrap } from 'comlink';
import { toErrorReport } from './error-report';
import type { BackendChoice, Engine, ErrorReport, JobOutcome, JobRequest, QueueEntry } from './protocol';
import { createStore } from './store';

export interface EngineState {
  status: 'off' | 'starting' | 'ready' | 'failed';
  choice: BackendChoice;
  report?: InitReport;
  error?: ErrorReport;
  queue: QueueEntry[];
}

/** What the shell shows about the engine. */
export const engineStore = createStore<EngineState>({ status: 'off', choice: 'auto', queue: [] });

let remote: Remote<Engine> | undefined;
let jobs = 0;

function failed(thrown: unknown): { kind: 'failed'; error: ErrorReport } {
  return { kind: 'failed', error: toErrorReport(thrown) };
}

function connect(): Remote<Engine> {
  if (remote) return remote;
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  worker.addEventListener('error', (event) => {
    const message = event.message || 'The worker could not be loaded. Reload the page.';
    engineStore.set({ status: 'failed', error: { name: 'WorkerError', message } });
  });
  remote = wrap<Engine>(worker);
  void remote.watchQueue(proxy((queue: QueueEntry[]) => engineStore.set({ queue })));
  return remote;
}

/** Starts the engine, or switches its backend. Jobs asked for meanwhile wait in the queue. */
export async function startEngine(choice: BackendChoice): Promise<void> {
  engineStore.set({ status: 'starting', choice, error: undefined });
  const outcome: JobOutcome<InitReport> = await connect().start(choice).catch(failed);
  if (outcome.kind === 'done') engineStore.set({ status: 'ready', report: outcome.result });
  else if (outcome.kind === 'failed') engineStore.set({ status: 'failed', error: outcome.error });
  else engineStore.set((state) => ({ status: state.report ? 'ready' : 'off' }));
}

/** A job under way: its id names it in the queue, `outcome` settles when it ends and never rejects. */
export interface RunningJob<Result> {
  id: string;
  outcome: Promise<JobOutcome<Result>>;
}

/** Hands a job to the worker. The engine is started first where it is off. */
export function runJob<Result, Data = never>(
  request: Omit<JobRequest, 'id'>,
  onData: (data: Data) => void = () => {},
): RunningJob<Result> {
  if (engineStore.get().status === 'off') void startEngine(engineStore.get().choice);
  const id = `job-${++jobs}`;
  const outcome = connect()
    .run({ id, ...request }, proxy(onData as (data: unknown) => void))
    .catch(failed) as Promise<JobOutcome<Result>>;
  return { id, outcome };
}

export const pauseJob = (id: string): void => void connect().pause(id);
export const resumeJob = (id: string): void => void connect().resume(id);
export const cancelJob = (id: string): void => void connect().cancel(id);
