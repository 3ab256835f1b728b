// Where a coordinate falls along one axis of an image, as a composition of stock ops.
import * as tf from '@tensorflow/tfjs';
import { offTape } from '../without-gradient';

export interface BilinearSampleAttributes {
  /** Places outside of the image count as 0; otherwise they take the nearest border. */
  zero: boolean;
  /** -1 and 1 are the centres of the border pixels; otherwise their outer edges. */
  alignCorners: boolean;
}

/** The two neighbours of every place along one axis. */
export interface Cell {
  /** Positions, int32. */
  first: tf.Tensor;
  second: tf.Tensor;
  /** Weights, differentiable by the coordinate. */
  firstWeight: tf.Tensor;
  secondWeight: tf.Tensor;
}

/** Pixels per unit of the coordinate. */
export function scaleOf(size: number, { alignCorners }: BilinearSampleAttributes): number {
  return (alignCorners ? size - 1 : size) / 2;
}

/** Bounds within which places are held: with `zero` one pixel further out, where all weights are 0. */
export function boundsOf(size: number, { zero }: BilinearSampleAttributes): [number, number] {
  return zero ? [-1, size] : [0, size - 1];
}

/** place = coordinate * scale + (size - 1) / 2, for one axis of `size` pixels. */
export function placesOf(coordinate: tf.Tensor, size: number, attributes: BilinearSampleAttributes): tf.Tensor {
  return tf.add(tf.mul(coordinate, scaleOf(size, attributes)), (size - 1) / 2);
}

/** Places held within their bounds. A clip to one value only would have no derivative at all. */
export function heldPlaces(coordinate: tf.Tensor, size: number, attributes: BilinearSampleAttributes): tf.Tensor {
  const [low, high] = boundsOf(size, attributes);
  return tf.minimum(tf.maximum(placesOf(coordinate, size, attributes), low), high);
}

/** The first neighbours of held places, as float32. */
function basesOf(held: tf.Tensor, size: number, { zero }: BilinearSampleAttributes): tf.Tensor {
  const base = tf.floor(held);
  return zero || size === 1 ? base : tf.minimum(base, size - 2);
}

export function cellsOf(coordinate: tf.Tensor, size: number, attributes: BilinearSampleAttributes): Cell {
  const held = heldPlaces(coordinate, size, attributes);
  const base = basesOf(held, size, attributes);
  const share = tf.sub(held, base);
  const inside = (position: tf.Tensor): tf.Tensor =>
    tf.cast(tf.logicalAnd(tf.greaterEqual(position, 0), tf.less(position, size)), 'float32');
  const position = (values: tf.Tensor): tf.Tensor =>
    offTape(() => tf.cast(tf.clipByValue(values, 0, size - 1), 'int32'));
  const next = tf.add(base, 1);
  const weight = (values: tf.Tensor, place: tf.Tensor): tf.Tensor =>
    attributes.zero ? tf.mul(values, inside(place)) : values;
  return {
    first: position(base),
    second: position(next),
    firstWeight: weight(tf.sub(1, share), base),
    secondWeight: weight(share, next),
  };
}
