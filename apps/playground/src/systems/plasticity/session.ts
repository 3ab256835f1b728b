// The state of the page that outlives the page: the run under way, what it has shown so far, and the picked file.
import { cancelJob, runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import { createStore } from '../../engine/store';
import type { Estimate, Evaluation, LossPoint, OwnTable, RunDescription, RunInput, RunMessage } from './run';
import type { PlasticitySettings } from './settings';

export type RunStatus = 'preparing' | 'running' | 'stopped' | 'finished' | 'failed';

/** A run of the visitor. */
export interface Run {
  jobId?: string;
  status: RunStatus;
  settings: PlasticitySettings;
  /** What is being done besides searching. */
  note?: string;
  description?: RunDescription;
  points: LossPoint[];
  estimate?: Estimate;
  evaluation?: Evaluation;
  error?: ErrorReport;
}

interface SessionState {
  run?: Run;
  table?: OwnTable;
}

export const sessionStore = createStore<SessionState>({});

function update(change: (run: Run) => Partial<Run>): void {
  sessionStore.set(({ run }) => (run ? { run: { ...run, ...change(run) } } : {}));
}

/** Adds what the worker sent. */
export function withMessage(run: Run, message: RunMessage): Partial<Run> {
  switch (message.kind) {
    case 'note':
      return { note: message.text };
    case 'prepared':
      return { description: message.description, status: 'running', note: undefined };
    case 'progress':
      return { points: run.points.concat(message.points), estimate: message.estimate };
    case 'evaluation':
      return { estimate: message.estimate, evaluation: message.evaluation, note: undefined };
  }
}

/** Starts a new run; one under way is given up. */
export async function startRun(settings: PlasticitySettings): Promise<void> {
  const { run: earlier, table } = sessionStore.get();
  if (earlier?.jobId) cancelJob(earlier.jobId);
  const input: RunInput = { settings, ...(settings.data === 'own' && { table }) };
  const { id, outcome } = runJob<void, RunMessage>(
    { system: 'plasticity', task: 'search', title: 'Search a plasticity rule', priority: 'long', input },
    (message) => {
      if (sessionStore.get().run?.jobId === id) update((run) => withMessage(run, message));
    },
  );
  sessionStore.set({ run: { jobId: id, status: 'preparing', note: 'Waiting for the engine', settings, points: [] } });
  const ended = await outcome;
  if (sessionStore.get().run?.jobId !== id) return;
  const over = { jobId: undefined, note: undefined };
  if (ended.kind === 'done') update(() => ({ ...over, status: 'finished' }));
  else if (ended.kind === 'cancelled') update(() => ({ ...over, status: 'stopped' }));
  else update(() => ({ ...over, status: 'failed', error: ended.error }));
}

/** Stops the run and keeps what it has shown. */
export function cancelRun(): void {
  const jobId = sessionStore.get().run?.jobId;
  if (jobId) cancelJob(jobId);
}

/** Forgets the run and shows the recorded one again. */
export function resetRun(): void {
  cancelRun();
  sessionStore.set({ run: undefined });
}

export const setTable = (table: OwnTable | undefined): void => sessionStore.set({ table });
