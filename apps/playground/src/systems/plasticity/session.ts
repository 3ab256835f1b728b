// The state of the page that outlives the page: the run under way, what it has shown so far, and the picked files.
import { cancelJob, runJob } from '../../engine/engine-client';
import type { ErrorReport } from '../../engine/protocol';
import { createStore } from '../../engine/store';
import { type Check, type CheckName, type CheckReports, type Checks, checkTitles } from './checks';
import type {
  CheckInput,
  CheckProgress,
  Estimate,
  Evaluation,
  LossPoint,
  OwnFile,
  RunDescription,
  RunInput,
  RunMessage,
} from './run';
import type { PlasticitySettings } from './settings';

export type RunStatus = 'preparing' | 'running' | 'stopped' | 'finished' | 'failed';

/** A run of the visitor. */
export interface Run extends Checks {
  jobId?: string;
  status: RunStatus;
  settings: PlasticitySettings;
  /** The files that it reads, so that checks read the same ones. */
  files?: readonly OwnFile[];
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
  files?: readonly OwnFile[];
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

/** Gives up everything that is under way. */
function cancelAll(): void {
  const { run } = sessionStore.get();
  for (const jobId of [run?.jobId, run?.bootstrap?.jobId, run?.constraints?.jobId]) if (jobId) cancelJob(jobId);
}

/** Starts a new run; one under way is given up. */
export async function startRun(settings: PlasticitySettings): Promise<void> {
  cancelAll();
  const files = settings.data === 'own' ? sessionStore.get().files : undefined;
  const input: RunInput = { settings, ...(files && { files }) };
  const { id, outcome } = runJob<void, RunMessage>(
    { system: 'plasticity', task: 'search', title: 'Search a plasticity rule', priority: 'long', input },
    (message) => {
      if (sessionStore.get().run?.jobId === id) update((run) => withMessage(run, message));
    },
  );
  sessionStore.set({
    run: { ...input, jobId: id, status: 'preparing', note: 'Waiting for the engine', points: [] },
  });
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
  cancelAll();
  sessionStore.set({ run: undefined });
}

function setCheck<Name extends CheckName>(name: Name, check: Check<CheckReports[Name]> | undefined): void {
  update(() => ({ [name]: check }));
}

/** Asks a question about the rule that was found. */
export async function startCheck<Name extends CheckName>(name: Name): Promise<void> {
  const { run } = sessionStore.get();
  if (!run?.estimate || run[name]?.jobId) return;
  const { settings, files } = run;
  const input: CheckInput = { settings, ...(files && { files }), parameters: run.estimate.parameters };
  const current = () => sessionStore.get().run?.[name]?.jobId === id;
  const { id, outcome } = runJob<CheckReports[Name], CheckProgress>(
    { system: 'plasticity', task: name, title: checkTitles[name], priority: 'long', input },
    (progress) => {
      if (current()) setCheck(name, { jobId: id, progress });
    },
  );
  setCheck(name, { jobId: id });
  const ended = await outcome;
  if (!current()) return;
  if (ended.kind === 'done') setCheck(name, { report: ended.result });
  else setCheck(name, ended.kind === 'failed' ? { error: ended.error } : undefined);
}

/** Stops a check. A bootstrap that has enough draws keeps them. */
export function cancelCheck(name: CheckName): void {
  const jobId = sessionStore.get().run?.[name]?.jobId;
  if (jobId) cancelJob(jobId);
}

/** Forgets what went wrong with a check. */
export const dismissCheck = (name: CheckName): void => setCheck(name, undefined);

export const setFiles = (files: readonly OwnFile[] | undefined): void => sessionStore.set({ files });
