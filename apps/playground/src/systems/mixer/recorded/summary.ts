import type { Curve } from '../../../figures/curve';
import { type SeedRange, seedRange } from '../../../training/seed-range';
import { modelNames } from '../model-names';
import type { ModelName } from '../settings';
import type { RecordedExperiment, RecordedRun } from './recorded-experiment';

const accuracies = (runs: readonly RecordedRun[], at: number) => runs.map((run) => run.points[at][1]);

/**
 * Held-out accuracy of a model at the end of its recorded runs: the mean over the seeds, and the range that the intervals
 * over the held-out images of all seeds cover together.
 */
export function finalAccuracy({ file }: Pick<RecordedExperiment, 'file'>, model: ModelName): SeedRange {
  const { runs } = file.models[model];
  return {
    ...seedRange(accuracies(runs, runs[0].points.length - 1)),
    low: Math.min(...runs.map(({ interval: [low] }) => low)),
    high: Math.max(...runs.map(({ interval: [, high] }) => high)),
  };
}

/** Mean held-out accuracy over the seeds, with the range as a band, in percent. */
export function recordedCurve({ file }: RecordedExperiment, model: ModelName): Curve {
  const { runs } = file.models[model];
  const { label, short, role, dash } = modelNames[model];
  return {
    label,
    short,
    role,
    dash,
    points: runs[0].points.map(([x], at) => {
      const { mean, low, high } = seedRange(accuracies(runs, at));
      return { x, y: 100 * mean, low: 100 * low, high: 100 * high };
    }),
  };
}
