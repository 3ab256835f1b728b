// How two operands with broadcast shapes are walked: as few axes as possible, one stride per operand.
import * as tf from '@tensorflow/tfjs';
import { stridesOf } from './copy-grid';

/** One axis of a result; strides are elements, 0 where the operand is broadcast. */
export interface BroadcastAxis {
  length: number;
  a: number;
  b: number;
}

function operandStrides(shape: readonly number[], rank: number): number[] {
  const strides = stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride));
  return [...new Array<number>(rank - shape.length).fill(0), ...strides];
}

const none: BroadcastAxis = { length: 1, a: 0, b: 0 };

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * The shape of the result and its axes from outside to inside, neighbours joined where both operands allow it. There are at
 * least three axes, and the inner one has stride 0 or 1 for each operand.
 */
export function broadcastAxes(a: readonly number[], b: readonly number[]): { shape: number[]; axes: BroadcastAxis[] } {
  // The usual cases, for which a short way pays: small models spend their time here.
  if (sameShape(a, b))
    return { shape: [...a], axes: [none, none, { length: tf.util.sizeFromShape([...a]), a: 1, b: 1 }] };
  if (b.length === 0)
    return { shape: [...a], axes: [none, none, { length: tf.util.sizeFromShape([...a]), a: 1, b: 0 }] };
  const shape = tf.backend_util.assertAndGetBroadcastShape([...a], [...b]);
  const strideA = operandStrides(a, shape.length);
  const strideB = operandStrides(b, shape.length);
  const axes: BroadcastAxis[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const own = { length, a: strideA[axis], b: strideB[axis] };
    const outer = axes.at(-1);
    if (outer !== undefined && outer.a === own.a * length && outer.b === own.b * length) {
      axes[axes.length - 1] = { ...own, length: outer.length * length };
    } else {
      axes.push(own);
    }
  });
  while (axes.length < 3) axes.unshift(none);
  return { shape, axes };
}
