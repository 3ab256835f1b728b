import type { JobPriority, JobStatus, QueueEntry } from './protocol';

interface Job {
  id: string;
  title: string;
  priority: JobPriority;
  status: JobStatus;
  abort: AbortController;
  wake: (() => void) | undefined;
  pauseListeners: (() => void | Promise<void>)[];
  start: () => Promise<void>;
}

/** What a job may do with the queue while it runs. */
export interface QueueContext {
  signal: AbortSignal;
  breathe(): Promise<void>;
  onPause(listener: () => void | Promise<void>): void;
}

export interface JobDescription<Result> {
  id: string;
  title: string;
  priority: JobPriority;
  run(context: QueueContext): Promise<Result>;
}

const aborted = () => new DOMException('The job was cancelled.', 'AbortError');
const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/**
 * Runs one job at a time. Long jobs run in the order they came. Short jobs (`between-steps`) run as soon as nothing
 * runs, or when the running long job breathes or is paused, so that a drawing is classified while a model trains.
 */
export class JobQueue {
  readonly #jobs: Job[] = [];
  readonly #onChange: (queue: QueueEntry[]) => void;
  #running: Job | undefined;

  constructor(onChange: (queue: QueueEntry[]) => void = () => {}) {
    this.#onChange = onChange;
  }

  /** All unfinished jobs: the running one first, then the waiting ones in the order they will run. */
  entries(): QueueEntry[] {
    const short = (job: Job) => (job.priority === 'between-steps' ? 0 : 1);
    return [...this.#jobs]
      .sort((a, b) => Number(b === this.#running) - Number(a === this.#running) || short(a) - short(b))
      .map(({ id, title, priority, status }) => ({ id, title, priority, status }));
  }

  /** Queues a job; settles with what its `run` returns or throws, or rejects with AbortError when cancelled. */
  submit<Result>(description: JobDescription<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const job: Job = {
        id: description.id,
        title: description.title,
        priority: description.priority,
        status: 'waiting',
        abort: new AbortController(),
        wake: undefined,
        pauseListeners: [],
        start: async () => {
          try {
            if (job.abort.signal.aborted) throw aborted();
            resolve(await description.run(this.#contextOf(job)));
          } catch (error) {
            reject(error);
          }
        },
      };
      job.abort.signal.addEventListener('abort', () => {
        if (job.status === 'waiting') {
          this.#remove(job);
          reject(aborted());
        }
        job.wake?.();
      });
      this.#jobs.push(job);
      this.#changed();
      const holder = this.#running;
      if (job.priority === 'between-steps' && holder?.status === 'paused') holder.wake?.();
      void this.#advance();
    });
  }

  pause(id: string): void {
    const job = this.#find(id);
    if (job?.status !== 'running' || job.priority !== 'long') return;
    job.status = 'paused';
    this.#changed();
  }

  resume(id: string): void {
    const job = this.#find(id);
    if (job?.status !== 'paused') return;
    job.status = 'running';
    this.#changed();
    job.wake?.();
  }

  cancel(id: string): void {
    this.#find(id)?.abort.abort();
  }

  #find(id: string): Job | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  #remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at >= 0) this.#jobs.splice(at, 1);
    this.#changed();
  }

  #changed(): void {
    this.#onChange(this.entries());
  }

  #nextWaiting(priority: JobPriority): Job | undefined {
    return this.#jobs.find((job) => job.status === 'waiting' && job.priority === priority);
  }

  async #perform(job: Job): Promise<void> {
    job.status = 'running';
    this.#changed();
    await job.start();
    this.#remove(job);
  }

  async #advance(): Promise<void> {
    if (this.#running) return;
    const job = this.#nextWaiting('between-steps') ?? this.#nextWaiting('long');
    if (!job) return;
    this.#running = job;
    await this.#perform(job);
    this.#running = undefined;
    void this.#advance();
  }

  #contextOf(job: Job): QueueContext {
    const { signal } = job.abort;
    return {
      signal,
      onPause: (listener) => job.pauseListeners.push(listener),
      breathe: async () => {
        if (signal.aborted) throw aborted();
        if (job.priority !== 'long') return;
        await nextTurn();
        if (job.status === 'paused') for (const listener of job.pauseListeners) await listener();
        for (;;) {
          for (let short = this.#nextWaiting('between-steps'); short; short = this.#nextWaiting('between-steps')) {
            await this.#perform(short);
          }
          if (signal.aborted) throw aborted();
          if (job.status !== 'paused') return;
          await new Promise<void>((resolve) => {
            job.wake = resolve;
          });
          job.wake = undefined;
        }
      },
    };
  }
}
