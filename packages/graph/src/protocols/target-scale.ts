import { DataError } from '@perceptrons/tensor';
import type { GraphData } from '../graph-data';

/** Mean and population standard deviation of every target. */
export interface TargetScale {
  mean: Float64Array;
  deviation: Float64Array;
}

/**
 * Some targets of graphs as rows.
 *
 * @param columns Which targets, from 0.
 * @returns [graphs, columns] row by row.
 * @throws DataError `graph/targets` for a graph without one of them.
 */
export function targetRows(graphs: readonly GraphData[], columns: readonly number[]): Float64Array {
  const rows = new Float64Array(graphs.length * columns.length);
  graphs.forEach(({ target }, index) => {
    const values = typeof target === 'number' ? [target] : (target ?? []);
    columns.forEach((column, place) => {
      const value = values[column];
      if (value === undefined || !Number.isFinite(value)) {
        throw new DataError({
          code: 'graph/targets',
          argument: 'graphs',
          message: `Target ${column} of graph ${index} is ${value === undefined ? 'missing' : value}; the graph has ${values.length} targets. Every graph needs the same finite targets.`,
        });
      }
      rows[index * columns.length + place] = value;
    });
  });
  return rows;
}

/** Mean and population standard deviation (divisor count) of every column; a constant column gets 1. */
export function scaleOf(rows: Float64Array, width: number): TargetScale {
  const count = rows.length / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  rows.forEach((value, index) => {
    mean[index % width] += value / count;
  });
  rows.forEach((value, index) => {
    deviation[index % width] += (value - mean[index % width]) ** 2 / count;
  });
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance) || 1) };
}

/** (value - mean) / deviation. */
export function standardise(rows: Float64Array, { mean, deviation }: TargetScale): Float32Array {
  const width = mean.length;
  return Float32Array.from(rows, (value, index) => (value - mean[index % width]) / deviation[index % width]);
}

/** Mean absolute difference of every column. */
export function meanAbsoluteErrors(rows: ArrayLike<number>, others: ArrayLike<number>, width: number): Float64Array {
  const errors = new Float64Array(width);
  const count = rows.length / width;
  for (let index = 0; index < rows.length; index++) {
    errors[index % width] += Math.abs(rows[index] - others[index]) / count;
  }
  return errors;
}
