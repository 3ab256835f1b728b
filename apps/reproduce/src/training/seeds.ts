import { type SeedSummary, summariseSeeds } from '@perceptrons/evaluation';
import type { TrainedClassifier } from './train-classifier';

/** Several runs of one model. */
export type Runs = readonly TrainedClassifier[];

/** Held-out accuracy in percent over the runs of one model. */
export function accuracyOverSeeds(runs: Runs): SeedSummary {
  return summariseSeeds(runs.map((run) => 100 * run.accuracy));
}

/** Held-out accuracy of the first model minus that of the second, in points, seed by seed. */
export function differenceOverSeeds(first: Runs, second: Runs): SeedSummary {
  return summariseSeeds(first.map((run, index) => 100 * (run.accuracy - second[index].accuracy)));
}

/** Per held-out image: how much more often (over seeds) the first model is right than the second, in points. */
export function differencePerImage(first: Runs, second: Runs): Float64Array {
  const share = (runs: Runs, image: number) =>
    runs.reduce((sum, run) => sum + Number(run.correct[image]), 0) / runs.length;
  return Float64Array.from(first[0].correct, (_, image) => 100 * (share(first, image) - share(second, image)));
}

/** The interval of a claim; none from a single run. */
export function claimInterval({ low, high, count }: SeedSummary): [number, number] | null {
  return count > 1 ? [low, high] : null;
}

/** Held-out accuracy in percent by epoch: mean with the range over seeds. */
export function accuracyCurve(runs: Runs): Array<{ x: number; y: number; low: number; high: number }> {
  return runs[0].curve.map(({ epoch }, index) => {
    const values = runs.map((run) => 100 * run.curve[index].accuracy);
    const { mean, minimum, maximum } = summariseSeeds(values);
    return { x: epoch, y: mean, low: minimum, high: maximum };
  });
}
