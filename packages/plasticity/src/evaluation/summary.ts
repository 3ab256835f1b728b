import { DataError } from '@perceptrons/tensor';

/** Two middles of one figure over experiments or animals. They differ where a few values are very low. */
export interface Summary {
  median: number;
  mean: number;
}

/** Middle value; the mean of the two middle ones for an even count. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Arithmetic mean. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  return sum / values.length;
}

/** Median and mean of at least one value. */
export function summarise(values: ArrayLike<number>): Summary {
  return { median: median(values), mean: mean(values) };
}

/** Refuses an empty list of experiments or animals. */
export function checkNotEmpty(list: ArrayLike<unknown>, argument: string, caller: string): void {
  if (list.length > 0) return;
  throw new DataError({
    code: 'plasticity/no-experiments',
    argument,
    message: `${caller}: ${argument} is empty. It must hold at least one experiment.`,
  });
}
