// The state of a training page that outlives the page: the run under way and what it has shown so far.
import { cancelJob, pauseJob, resumeJob, runJob } from '../engine/engine-client';
import type { ErrorReport } from '../engine/protocol';
import { createStore, type Store } from '../engine/store';

export type RunStatus = 'preparing' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** What every run of a visitor has; pages add what they show. */
export interface RunState<Settings> {
  jobId?: string;
  status: RunStatus;
  settings: Settings;
  /** What is being done while there is no progress yet. */
  note?: string;
  error?: ErrorReport;
}

export interface SessionState<Run> {
  run?: Run;
  /** Whether the saved run of an earlier visit has been looked for. */
  restored: boolean;
}

interface SessionOptions<Settings, Run extends RunState<Settings>, Message, Saved> {
  /** Name of the page in the job protocol. Its tasks `train`, `forget` and `restore` are used. */
  system: string;
  title(settings: Settings): string;
  /** What a run shows before its first message. */
  empty: Omit<Run, keyof RunState<Settings>>;
  /** What a message of the worker changes. */
  receive(run: Run, message: Message): Partial<Run>;
  /** The run that was saved on an earlier visit. */
  restored(saved: Saved): Run;
}

/** What a page does with its run. */
export interface Session<Settings, Run> {
  store: Store<SessionState<Run>>;
  /** Starts a new run; one under way is given up. */
  start(settings: Settings): void;
  pause(): void;
  /** Goes on with a paused run, or takes up a stopped one from its checkpoint. */
  resume(): void;
  /** Stops the run and keeps what it has shown and its checkpoint. */
  cancel(): void;
  /** Forgets the run, its checkpoint included, and shows the recorded one again. */
  reset(): void;
  /** Looks once for the run of an earlier visit. */
  restore(): Promise<void>;
}

export function createSession<Settings, Run extends RunState<Settings>, Message, Saved>(
  options: SessionOptions<Settings, Run, Message, Saved>,
): Session<Settings, Run> {
  const { system } = options;
  const store = createStore<SessionState<Run>>({ restored: false });

  const update = (change: (run: Run) => Partial<Run>): void =>
    store.set(({ run }) => (run ? { run: { ...run, ...change(run) } } : {}));
  const updateState = (change: Partial<RunState<Settings>>): void => update(() => change as Partial<Run>);
  const cancelRunning = (): void => {
    const jobId = store.get().run?.jobId;
    if (jobId) cancelJob(jobId);
  };

  async function train(settings: Settings, resume: boolean): Promise<void> {
    const { id, outcome } = runJob<void, Message>(
      { system, task: 'train', title: options.title(settings), priority: 'long', input: { settings, resume } },
      (message) => {
        if (store.get().run?.jobId === id) update((run) => options.receive(run, message));
      },
    );
    updateState({ jobId: id });
    const ended = await outcome;
    if (store.get().run?.jobId !== id) return;
    const over = { jobId: undefined, note: undefined };
    if (ended.kind === 'done') updateState({ ...over, status: 'finished' });
    else if (ended.kind === 'cancelled') updateState({ ...over, status: 'stopped' });
    else updateState({ ...over, status: 'failed', error: ended.error });
  }

  return {
    store,
    start(settings) {
      cancelRunning();
      const state: RunState<Settings> = { status: 'preparing', note: 'Waiting for the engine', settings };
      store.set({ run: { ...options.empty, ...state } as Run });
      void train(settings, false);
    },
    pause() {
      const run = store.get().run;
      if (run?.status !== 'running' || !run.jobId) return;
      pauseJob(run.jobId);
      updateState({ status: 'paused' });
    },
    resume() {
      const run = store.get().run;
      if (!run) return;
      if (run.jobId) {
        resumeJob(run.jobId);
        updateState({ status: 'running' });
      } else {
        updateState({ status: 'preparing', note: 'Reading the checkpoint', error: undefined });
        void train(run.settings, true);
      }
    },
    cancel: cancelRunning,
    reset() {
      cancelRunning();
      store.set({ run: undefined });
      void runJob({ system, task: 'forget', title: 'Forget the run', priority: 'long', input: undefined }).outcome;
    },
    async restore() {
      if (store.get().restored) return;
      store.set({ restored: true });
      const { outcome } = runJob<Saved | undefined>({
        system,
        task: 'restore',
        title: 'Look for an earlier run',
        priority: 'between-steps',
        input: undefined,
      });
      const ended = await outcome;
      if (ended.kind !== 'done' || !ended.result || store.get().run) return;
      store.set({ run: options.restored(ended.result) });
    },
  };
}
