// Gradient of bilinear sampling with respect to the coordinates, from differences of neighbouring pixels.
import * as tf from '@tensorflow/tfjs';
import {
  type BilinearSampleAttributes,
  boundsOf,
  type Cell,
  cellsOf,
  heldPlaces,
  placesOf,
  scaleOf,
} from '../bilinear-sample/cell';
import { axisOf, eachNeighbour } from '../bilinear-sample/reference';

/** image [n, height, width, channels], coordinates [n, points, 2], dy [n, points, channels]. */
export type BilinearSamplePointGradInputs = { image: tf.Tensor; coordinates: tf.Tensor; dy: tf.Tensor };

/** Pixels per unit of the coordinate where a place is free to move, 0 where it is held. */
function slopeOf(coordinate: tf.Tensor, size: number, attributes: BilinearSampleAttributes): tf.Tensor {
  const places = placesOf(coordinate, size, attributes);
  const [low, high] = boundsOf(size, attributes);
  const free = tf.logicalAnd(tf.greaterEqual(places, low), tf.lessEqual(places, high));
  return tf.mul(tf.cast(free, 'float32'), scaleOf(size, attributes));
}

/** 1 for neighbours inside of the image, 0 for those outside. */
function insideOf(coordinate: tf.Tensor, size: number, attributes: BilinearSampleAttributes): Cell {
  const cells = cellsOf(coordinate, size, attributes);
  if (!attributes.zero) {
    const one = tf.onesLike(cells.firstWeight);
    return { ...cells, firstWeight: one, secondWeight: one };
  }
  const base = tf.floor(heldPlaces(coordinate, size, attributes));
  const first = tf.logicalAnd(tf.greaterEqual(base, 0), tf.less(base, size));
  return {
    ...cells,
    firstWeight: tf.cast(first, 'float32'),
    secondWeight: tf.cast(tf.less(base, size - 1), 'float32'),
  };
}

export function bilinearSamplePointGradReference(
  { image, coordinates, dy }: BilinearSamplePointGradInputs,
  attributes: BilinearSampleAttributes,
): tf.Tensor {
  const [n, height, width, channels] = image.shape;
  const [, points] = coordinates.shape;
  if (dy.size === 0) return tf.zeros(coordinates.shape);
  const [down, across] = [axisOf(coordinates, 0), axisOf(coordinates, 1)];
  const [rows, columns] = [cellsOf(down, height, attributes), cellsOf(across, width, attributes)];
  const [rowsInside, columnsInside] = [insideOf(down, height, attributes), insideOf(across, width, attributes)];
  const pixels = tf.reshape(image, [n * height * width, channels]);
  const flat = tf.reshape(dy, [n * points, channels]);
  const rowTerms: tf.Tensor[] = [];
  const columnTerms: tf.Tensor[] = [];
  eachNeighbour(image.shape, points, rows, columns, (numbers, row, column) => {
    const product = tf.sum(tf.mul(tf.gather(pixels, numbers), flat), 1);
    const signed = (side: 'first' | 'second', value: tf.Tensor): tf.Tensor =>
      side === 'first' ? tf.neg(value) : value;
    const [rowIn, columnIn] = [rowsInside[`${row}Weight`], columnsInside[`${column}Weight`]];
    rowTerms.push(signed(row, tf.mul(tf.mul(product, rowIn), columns[`${column}Weight`])));
    columnTerms.push(signed(column, tf.mul(tf.mul(product, columnIn), rows[`${row}Weight`])));
  });
  const dRows = tf.mul(tf.addN(rowTerms), slopeOf(down, height, attributes));
  const dColumns = tf.mul(tf.addN(columnTerms), slopeOf(across, width, attributes));
  return tf.reshape(tf.stack([dRows, dColumns], 1), coordinates.shape);
}
