import * as tf from '@tensorflow/tfjs';
import type { Grid } from '../config/stage-grids';

/** How numbers between two pixels are made. */
export type Resampling = 'bilinear' | 'bicubic';

/** Weights [to, from] of resampling along one side, pixel centres at half-integers, edges repeated. */
function resampling(from: number, to: number, method: Resampling): number[][] {
  const edge = (index: number) => Math.min(Math.max(index, 0), from - 1);
  return Array.from({ length: to }, (_, i) => {
    const position = ((i + 0.5) * from) / to - 0.5;
    const low = Math.floor(position);
    const row = new Array<number>(from).fill(0);
    for (const [tap, weight] of taps(position - low, method)) row[edge(low + tap)] += weight;
    return row;
  });
}

/** Neighbours of a place between pixel 0 and pixel 1, and their weights. */
function taps(fraction: number, method: Resampling): Array<[tap: number, weight: number]> {
  if (method === 'bilinear')
    return [
      [0, 1 - fraction],
      [1, fraction],
    ];
  return [-1, 0, 1, 2].map((tap) => [tap, cubic(Math.abs(fraction - tap))]);
}

/** Keys' cubic convolution (1981) with the parameter -0.75, as PyTorch and OpenCV have it. */
function cubic(distance: number): number {
  const a = -0.75;
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}

/**
 * The matrix [tokens of `to`, tokens of `from`] that resamples a grid of numbers, without smoothing where it shrinks. Every
 * row sums to 1.
 */
export function gridResampling(from: Grid, to: Grid, method: Resampling = 'bilinear'): tf.Tensor2D {
  const rows = resampling(from[0], to[0], method);
  const columns = resampling(from[1], to[1], method);
  return tf.tensor2d(
    rows.flatMap((row) => columns.map((column) => row.flatMap((down) => column.map((across) => down * across)))),
    [to[0] * to[1], from[0] * from[1]],
  );
}
