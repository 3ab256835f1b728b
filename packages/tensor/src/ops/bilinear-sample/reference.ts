// Bilinear sampling from stock ops: four gathered pixels, weighted.
import * as tf from '@tensorflow/tfjs';
import { type BilinearSampleAttributes, type Cell, cellsOf } from './cell';

/** image [n, height, width, channels], coordinates [n, points, 2]. */
export type BilinearSampleInputs = { image: tf.Tensor; coordinates: tf.Tensor };

/** The row or column coordinates of all points, [n * points]. */
export function axisOf(coordinates: tf.Tensor, axis: 0 | 1): tf.Tensor {
  const [n, points] = coordinates.shape;
  return tf.reshape(tf.slice(coordinates, [0, 0, axis], [n, points, 1]), [n * points]);
}

/** Calls `visit` for the four neighbours of all points: flat pixel numbers and both weights. */
export function eachNeighbour(
  shape: readonly number[],
  points: number,
  rows: Cell,
  columns: Cell,
  visit: (pixels: tf.Tensor1D, row: 'first' | 'second', column: 'first' | 'second') => void,
): void {
  const [n, height, width] = shape;
  const whole = (value: number): tf.Scalar => tf.scalar(value, 'int32');
  const images = tf.range(0, n, 1, 'int32');
  const offsets = tf.reshape(tf.tile(tf.reshape(tf.mul(images, whole(height)), [n, 1]), [1, points]), [n * points]);
  for (const row of ['first', 'second'] as const) {
    const lines = tf.mul(tf.add(offsets, rows[row]), whole(width));
    for (const column of ['first', 'second'] as const) visit(tf.add(lines, columns[column]), row, column);
  }
}

export function bilinearSampleReference(
  { image, coordinates }: BilinearSampleInputs,
  attributes: BilinearSampleAttributes,
): tf.Tensor {
  const [n, height, width, channels] = image.shape;
  const [, points] = coordinates.shape;
  // Without images there is nothing to gather from; the empty sums depend on both inputs all the same.
  if (n === 0) return tf.add(tf.sum(image, [1, 2]).reshape([0, 1, channels]), tf.sum(coordinates, 2, true));
  const rows = cellsOf(axisOf(coordinates, 0), height, attributes);
  const columns = cellsOf(axisOf(coordinates, 1), width, attributes);
  const pixels = tf.reshape(image, [n * height * width, channels]);
  const terms: tf.Tensor[] = [];
  eachNeighbour(image.shape, points, rows, columns, (numbers, row, column) => {
    const weight = tf.mul(rows[`${row}Weight`], columns[`${column}Weight`]);
    terms.push(tf.mul(tf.gather(pixels, numbers), tf.expandDims(weight, 1)));
  });
  return tf.reshape(tf.addN(terms), [n, points, channels]);
}
