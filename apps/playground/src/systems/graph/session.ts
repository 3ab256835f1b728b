// The run of the visitor on the page of graphs.
import { type RunProgress, withPoints } from '../../training/run';
import { createSession, type RunState } from '../../training/session';
import type { Contestant } from './models';
import type { PairSettings, RunDescription, RunMessage, SavedRun, StepPoint } from './run';

/** A run of the visitor. */
export interface Run extends RunState<PairSettings> {
  description?: RunDescription;
  progress?: RunProgress;
  points: Record<Contestant, StepPoint[]>;
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
    case 'progress': {
      const points = withPoints(run.points[message.model], message.points);
      return { progress: message.progress, points: { ...run.points, [message.model]: points } };
    }
  }
}

export const session = createSession<PairSettings, Run, RunMessage, SavedRun>({
  system: 'graph',
  title: () => 'Train PPGN and GIN to tell two graphs apart',
  empty: { points: { ppgn: [], gin: [] } },
  receive: withMessage,
  restored: ({ description, losses, finished }) => ({
    status: finished ? 'finished' : 'stopped',
    settings: { a: description.a, b: description.b, settings: description.settings },
    description,
    points: losses,
  }),
});
