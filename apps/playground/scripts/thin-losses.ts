import type { LossPoint } from '../src/training/run';

/** Losses as means over five steps, which is what the width of the figure can show. */
export function thinLosses(losses: readonly LossPoint[]): [imagesSeen: number, loss: number][] {
  const thin: [number, number][] = [];
  for (let start = 0; start < losses.length; start += 5) {
    const group = losses.slice(start, start + 5);
    const mean = group.reduce((sum, { loss }) => sum + loss, 0) / group.length;
    thin.push([group[group.length - 1].imagesSeen, Number(mean.toFixed(3))]);
  }
  return thin;
}
