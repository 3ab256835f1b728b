// The run of the visitor on the page of the Sequencer.
import { dataNames } from '../../images/image-data';
import { type RunProgress, withPoints } from '../../training/run';
import { createSession, type RunState } from '../../training/session';
import type { Contestant } from './models';
import type { Course, RunDescription, RunMessage, SavedRun, SizePoint } from './run';
import type { SequencerSettings } from './settings';

/** A run of the visitor. */
export interface Run extends RunState<SequencerSettings> {
  description?: RunDescription;
  progress?: RunProgress;
  courses: Record<Contestant, Course>;
  sizes: SizePoint[];
}

const noCourse: Course = { losses: [], heldOut: [] };

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
      const { losses, heldOut } = run.courses[message.model];
      const course = {
        losses: withPoints(losses, message.losses),
        heldOut: withPoints(heldOut, message.heldOut),
      };
      return { progress: message.progress, courses: { ...run.courses, [message.model]: course } };
    }
    case 'size':
      return {
        sizes: [...run.sizes.filter(({ side }) => side !== message.point.side), message.point].sort(
          (a, b) => a.side - b.side,
        ),
      };
  }
}

export const session = createSession<SequencerSettings, Run, RunMessage, SavedRun>({
  system: 'sequencer',
  title: ({ data, beside }) => `Train a Sequencer ${beside === 'mixer' ? 'and a Mixer ' : ''}on ${dataNames[data]}`,
  empty: { courses: { sequencer: noCourse, mixer: noCourse }, sizes: [] },
  receive: withMessage,
  restored: ({ description, losses, heldOut, sizes, finished }) => ({
    status: finished ? 'finished' : 'stopped',
    settings: description.settings,
    description,
    courses: {
      sequencer: { losses: losses.sequencer, heldOut: heldOut.sequencer },
      mixer: { losses: losses.mixer, heldOut: heldOut.mixer },
    },
    sizes,
  }),
});
