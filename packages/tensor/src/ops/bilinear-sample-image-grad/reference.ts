// Gradient of bilinear sampling with respect to the image: every dy goes to its four pixels.
import * as tf from '@tensorflow/tfjs';
import { type BilinearSampleAttributes, cellsOf } from '../bilinear-sample/cell';
import { axisOf, eachNeighbour } from '../bilinear-sample/reference';

export interface BilinearSampleImageGradAttributes extends BilinearSampleAttributes {
  height: number;
  width: number;
}

/** coordinates [n, points, 2], dy [n, points, channels]. */
export type BilinearSampleImageGradInputs = { coordinates: tf.Tensor; dy: tf.Tensor };

export function bilinearSampleImageGradReference(
  { coordinates, dy }: BilinearSampleImageGradInputs,
  attributes: BilinearSampleImageGradAttributes,
): tf.Tensor {
  const { height, width } = attributes;
  const [n, points, channels] = dy.shape;
  const shape = [n, height, width, channels];
  if (dy.size === 0) return tf.zeros(shape);
  const rows = cellsOf(axisOf(coordinates, 0), height, attributes);
  const columns = cellsOf(axisOf(coordinates, 1), width, attributes);
  const flat = tf.reshape(dy, [n * points, channels]);
  const terms: tf.Tensor[] = [];
  eachNeighbour(shape, points, rows, columns, (pixels, row, column) => {
    const weight = tf.mul(rows[`${row}Weight`], columns[`${column}Weight`]);
    terms.push(tf.unsortedSegmentSum(tf.mul(flat, tf.expandDims(weight, 1)), pixels, n * height * width));
  });
  return tf.reshape(tf.addN(terms), shape);
}
