import type { HeldOutPoint, LossPoint } from '../../training/run';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import type { Evaluation, RunDescription } from './run';
import type { Run } from './session';

/** What the stage shows: the run of the visitor, or the recorded one before there is any. */
export interface Shown {
  description: RunDescription;
  losses: LossPoint[];
  heldOut: HeldOutPoint[];
  evaluation?: Evaluation;
  live: boolean;
}

/** The visitor's run as soon as it has a description, else the recorded run. */
export function shownOf(run: Run | undefined, recorded: RecordedExperiment): Shown {
  if (!run?.description) return { ...recorded, live: false };
  const { description, losses, heldOut, evaluation } = run;
  return { description, losses, heldOut, evaluation, live: true };
}
