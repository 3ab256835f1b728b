// The run of the visitor on the page of the Mixer.
import { dataNames } from '../../images/image-data';
import { type HeldOutPoint, type LossPoint, type RunProgress, withPoints } from '../../training/run';
import { createSession, type RunState } from '../../training/session';
import { modelNames } from './model-names';
import type { Evaluation, RunDescription, RunMessage, SavedRun } from './run';
import type { MixerSettings } from './settings';

/** A run of the visitor. */
export interface Run extends RunState<MixerSettings> {
  description?: RunDescription;
  progress?: RunProgress;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
  evaluation?: Evaluation;
}

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
        losses: withPoints(run.losses, message.losses),
        heldOut: withPoints(run.heldOut, message.heldOut),
      };
    case 'evaluation':
      return { evaluation: message.evaluation };
  }
}

export const session = createSession<MixerSettings, Run, RunMessage, SavedRun>({
  system: 'mixer',
  title: ({ model, data }) => `Train ${modelNames[model].name} on ${dataNames[data]}`,
  empty: { losses: [], heldOut: [] },
  receive: withMessage,
  restored: ({ description, losses, heldOut, evaluation, finished }) => ({
    status: finished ? 'finished' : 'stopped',
    settings: description.settings,
    description,
    losses,
    heldOut,
    evaluation,
  }),
});
