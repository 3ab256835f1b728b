// The state of the page that outlives the page: the run under way and what it has shown so far.
import { cancelJob, pauseJob, resumeJob, runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import { createStore } from '../../engine/store';
import { dataNames, modelNames } from './model-names';
import type { Evaluation, HeldOutPoint, LossPoint, RunDescription, RunMessage, RunProgress, SavedRun } from './run';
import type { MixerSettings } from './settings';

export type RunStatus = 'preparing' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** A run of the visitor. */
export interface Run {
  jobId?: string;
  status: RunStatus;
  settings: MixerSettings;
  /** What is being done while there is no progress yet. */
  note?: string;
  description?: RunDescription;
  progress?: RunProgress;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
  evaluation?: Evaluation;
  error?: ErrorReport;
}

interface SessionState {
  run?: Run;
  /** Whether the saved run of an earlier visit has been looked for. */
  restored: boolean;
}

export const sessionStore = createStore<SessionState>({ restored: false });

function update(change: (run: Run) => Partial<Run>): void {
  sessionStore.set(({ run }) => (run ? { run: { ...run, ...change(run) } } : {}));
}

const before = <Point extends { step: number }>(points: Point[], step: number) =>
  points.length > 0 && points[points.length - 1].step >= step ? points.filter((point) => point.step < step) : points;

/** Adds what the worker sent. After a resume the first new step replaces what the checkpoint did not cover. */
export function withMessage(run: Run, message: RunMessage): Partial<Run> {
  switch (message.kind) {
    case 'note':
      return { note: message.text };
    case 'prepared':
      return {
        description: message.description,
        note: undefined,
        status: run.status === 'preparing' ? 'running' : run.status,
      };
    case 'progress':
      return {
        progress: message.progress,
        losses: before(run.losses, message.losses[0]?.step ?? Number.POSITIVE_INFINITY).concat(message.losses),
        heldOut:
          message.heldOut.length > 0
            ? before(run.heldOut, message.heldOut[0].step).concat(message.heldOut)
            : run.heldOut,
      };
    case 'evaluation':
      return { evaluation: message.evaluation };
  }
}

async function train(settings: MixerSettings, resume: boolean): Promise<void> {
  const title = `Train ${modelNames[settings.model].name} on ${dataNames[settings.data]}`;
  const { id, outcome } = runJob<void, RunMessage>(
    { system: 'mixer', task: 'train', title, priority: 'long', input: { settings, resume } },
    (message) => {
      if (sessionStore.get().run?.jobId === id) update((run) => withMessage(run, message));
    },
  );
  update(() => ({ jobId: id }));
  const ended = await outcome;
  if (sessionStore.get().run?.jobId !== id) return;
  if (ended.kind === 'done') update(() => ({ status: 'finished', jobId: undefined }));
  else if (ended.kind === 'cancelled') update(() => ({ status: 'stopped', jobId: undefined, note: undefined }));
  else update(() => ({ status: 'failed', jobId: undefined, note: undefined, error: ended.error }));
}

/** Starts a new run; one under way is given up. */
export function startRun(settings: MixerSettings): void {
  const jobId = sessionStore.get().run?.jobId;
  if (jobId) cancelJob(jobId);
  sessionStore.set({ run: { status: 'preparing', note: 'Waiting for the engine', settings, losses: [], heldOut: [] } });
  void train(settings, false);
}

export function pauseRun(): void {
  const run = sessionStore.get().run;
  if (run?.status !== 'running' || !run.jobId) return;
  pauseJob(run.jobId);
  update(() => ({ status: 'paused' }));
}

/** Goes on with a paused run, or takes up a stopped one from its checkpoint. */
export function resumeRun(): void {
  const run = sessionStore.get().run;
  if (!run) return;
  if (run.jobId) {
    resumeJob(run.jobId);
    update(() => ({ status: 'running' }));
  } else {
    update(() => ({ status: 'preparing', note: 'Reading the checkpoint', error: undefined }));
    void train(run.settings, true);
  }
}

/** Stops the run and keeps what it has shown and its checkpoint. */
export function cancelRun(): void {
  const jobId = sessionStore.get().run?.jobId;
  if (jobId) cancelJob(jobId);
}

/** Forgets the run, its checkpoint included, and shows the recorded one again. */
export function resetRun(): void {
  const jobId = sessionStore.get().run?.jobId;
  if (jobId) cancelJob(jobId);
  sessionStore.set({ run: undefined });
  void runJob({ system: 'mixer', task: 'forget', title: 'Forget the run', priority: 'long', input: undefined }).outcome;
}

/** Looks once for the run of an earlier visit. */
export async function restoreRun(): Promise<void> {
  if (sessionStore.get().restored) return;
  sessionStore.set({ restored: true });
  const { outcome } = runJob<SavedRun | undefined>({
    system: 'mixer',
    task: 'restore',
    title: 'Look for an earlier run',
    priority: 'between-steps',
    input: undefined,
  });
  const ended = await outcome;
  if (ended.kind !== 'done' || !ended.result || sessionStore.get().run) return;
  const { description, losses, heldOut, evaluation, finished } = ended.result;
  const status = finished ? 'finished' : 'stopped';
  sessionStore.set({ run: { status, settings: description.settings, description, losses, heldOut, evaluation } });
}
