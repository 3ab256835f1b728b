import type { Checks } from './checks';
import type { RecordedRun } from './recorded/recorded-run';
import type { Estimate, Evaluation, LossPoint, RunDescription } from './run';
import type { Run } from './session';

/** What the stage shows: the run of the visitor, or the recorded one before there is any. */
export interface Shown extends Checks {
  description: RunDescription;
  points: readonly LossPoint[];
  estimate: Estimate;
  evaluation?: Evaluation;
  live: boolean;
}

/** The visitor's run as soon as it has an estimate, else the recorded run. */
export function shownOf(run: Run | undefined, recorded: RecordedRun): Shown {
  if (!run?.description || !run.estimate) {
    const { bootstrap, constraints, ...rest } = recorded;
    return { ...rest, bootstrap: { report: bootstrap }, constraints: { report: constraints }, live: false };
  }
  const { description, points, estimate, evaluation, bootstrap, constraints } = run;
  return { description, points, estimate, evaluation, bootstrap, constraints, live: true };
}

/** Said under every figure of data that no animal made. */
export const simulatedNote = ({ simulated }: RunDescription): string => (simulated ? ' Simulated data.' : '');
