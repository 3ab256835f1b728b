import * as tf from '@tensorflow/tfjs';
import type { Grid } from './sub-grids';

/** Weights [to, from] of bilinear resampling along one side, pixel centres at half-integers, edges repeated. */
function resampling(from: number, to: number): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    const low = Math.floor(position);
    const row = new Array<number>(from).fill(0);
    row[low] = 1 - (position - low);
    if (low + 1 < from) row[low + 1] = position - low;
    return row;
  });
}

/** The matrix [tokens of `to`, tokens of `from`] that resamples a grid of numbers bilinearly. Every row sums to 1. */
export function gridResampling(from: Grid, to: Grid): tf.Tensor2D {
  const rows = resampling(from[0], to[0]);
  const columns = resampling(from[1], to[1]);
  return tf.tensor2d(
    rows.flatMap((row) => columns.map((column) => row.flatMap((down) => column.map((across) => down * across)))),
    [to[0] * to[1], from[0] * from[1]],
  );
}
