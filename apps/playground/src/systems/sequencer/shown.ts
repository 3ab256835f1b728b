import { imageSide } from '../../images/image-data';
import type { Contestant } from './models';
import type { RecordedExperiment } from './recorded/recorded-experiment';
import type { Course, RunDescription, SizePoint } from './run';
import type { Run } from './session';

/** What the stage shows: the run of the visitor, or the recorded one before there is any. */
export interface Shown {
  description: RunDescription;
  courses: Record<Contestant, Course>;
  /** Empty until the run has ended. */
  sizes: SizePoint[];
  live: boolean;
}

/** The visitor's run as soon as it has a description, else the recorded run. */
export function shownOf(run: Run | undefined, recorded: RecordedExperiment): Shown {
  if (!run?.description) {
    const { description, courses, sizes } = recorded;
    return { description, courses, sizes, live: false };
  }
  const { description, courses, sizes } = run;
  return { description, courses, sizes, live: true };
}

/** The figures at one side, once they are measured. */
export const pointAt = (sizes: readonly SizePoint[], side: number): SizePoint | undefined =>
  sizes.find((point) => point.side === side);

/** What is known about both models at one side: measured, or the latest evaluation of a run that learns at that side. */
export function accuracyOf({ sizes, courses }: Shown, side: number): Partial<Record<Contestant, number>> {
  const point = pointAt(sizes, side);
  if (point)
    return { sequencer: point.accuracy, mixer: point.mixer?.rebuilt === false ? point.mixer.accuracy : undefined };
  if (side !== imageSide) return {};
  const latest = ({ heldOut }: Course) => heldOut[heldOut.length - 1]?.accuracy;
  return { sequencer: latest(courses.sequencer), mixer: latest(courses.mixer) };
}

/** "36 × 36". */
export const square = (side: number): string => `${side} × ${side}`;
