import type { InitReport } from '@perceptrons/tensor';

/** What a visitor can choose; `auto` takes the fastest that works here. */
export type BackendChoice = 'auto' | 'webgpu' | 'wasm' | 'cpu';
export const backendChoices: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

/** `long` jobs wait for each other. `between-steps` jobs are short; they run while a long job takes a breath. */
export type JobPriority = 'long' | 'between-steps';
export type JobStatus = 'waiting' | 'running' | 'paused';

/** One line of the visible queue. */
export interface QueueEntry {
  id: string;
  title: string;
  priority: JobPriority;
  status: JobStatus;
}

/** What the page asks the worker to do: `task` names an entry of the task table of `system`. */
export interface JobRequest {
  id: string;
  system: string;
  task: string;
  title: string;
  priority: JobPriority;
  input: unknown;
}

/** An error in a form that crosses the worker border and can be shown and copied. */
export interface ErrorReport {
  name: string;
  code?: string;
  message: string;
  stack?: string;
}

/** How a job ended. Errors come back as a value, since a thrown error loses its code on the way. */
export type JobOutcome<Result = unknown> =
  | { kind: 'done'; result: Result }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: ErrorReport };

/** The worker as the page sees it. All calls are asynchronous; callbacks are passed as proxies. */
export interface Engine {
  /** Starts or switches the backend. Waits for its turn in the queue like any long job. */
  start(choice: BackendChoice): Promise<JobOutcome<InitReport>>;
  run(request: JobRequest, onData: (data: unknown) => void): Promise<JobOutcome>;
  pause(id: string): void;
  resume(id: string): void;
  cancel(id: string): void;
  watchQueue(listener: (queue: QueueEntry[]) => void): void;
}

/** What a task receives besides its input. */
export interface JobContext {
  signal: AbortSignal;
  /**
   * To be awaited between two steps: lets messages in, runs waiting short jobs, and holds while the job is paused.
   * @throws DOMException named AbortError once the job is cancelled.
   */
  breathe(): Promise<void>;
  /** Called when a pause begins, before the job is held: the place to save a checkpoint. */
  onPause(listener: () => void | Promise<void>): void;
  /** Sends intermediate data to the page. */
  send(data: unknown): void;
}

export type Task = (input: never, context: JobContext) => Promise<unknown>;
export type TaskTable = Record<string, Task>;
