import type { Point, Problem } from './normal-equations';

/** Added to the mean loss: l1 * sum |coefficient| + l2 * sum coefficient^2, over the coefficients of a Taylor rule. */
export interface Penalty {
  l1: number;
  l2: number;
}

export function penaltyAt({ free }: Problem, { l1, l2 }: Penalty, point: Point): number {
  let sum = 0;
  for (let index = 0; index < free.length; index++) sum += l1 * Math.abs(point[index]) + l2 * point[index] ** 2;
  return sum;
}

/** Weights of each entry of a point; those of initial weights are 0. */
export function penaltyWeights(
  { free }: Problem,
  { l1, l2 }: Penalty,
  size: number,
): { l1: Float64Array; l2: Float64Array } {
  return { l1: new Float64Array(size).fill(l1, 0, free.length), l2: new Float64Array(size).fill(l2, 0, free.length) };
}
