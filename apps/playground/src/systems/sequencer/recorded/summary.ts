import type { CurvePoint } from '../../../figures/curve';
import { type SeedRange, seedRange } from '../../../training/seed-range';
import type { Contestant } from '../models';
import type { RecordedExperiment, RecordedRun } from './recorded-experiment';

type Recorded = Pick<RecordedExperiment, 'file'>;

/** Accuracy of the same weights at a side: mean and range of the seeds. */
export const accuracyAt = ({ file }: Recorded, side: number): SeedRange =>
  seedRange(file.runs.map(({ sizes }) => sizes[side][0]));

/** Accuracy of the Mixer at the side it was trained at, or rebuilt for twice that. */
export const mixerAccuracy = ({ file }: Recorded, form: keyof RecordedRun['mixer']): SeedRange =>
  seedRange(file.runs.map(({ mixer }) => mixer[form][0]));

/** Mean held-out accuracy of a model while it learns, with the range of the seeds as a band, in percent. */
export function recordedCourse({ file }: Recorded, model: Contestant): CurvePoint[] {
  return file.runs[0].courses[model].map(([x], at) => {
    const { mean, low, high } = seedRange(file.runs.map(({ courses }) => courses[model][at][1]));
    return { x, y: 100 * mean, low: 100 * low, high: 100 * high };
  });
}

/** Mean accuracy at every side with the range of the seeds, in percent. */
export function recordedBySide(recorded: Recorded): CurvePoint[] {
  return Object.keys(recorded.file.runs[0].sizes).map((side) => {
    const { mean, low, high } = accuracyAt(recorded, Number(side));
    return { x: Number(side), y: 100 * mean, low: 100 * low, high: 100 * high };
  });
}
