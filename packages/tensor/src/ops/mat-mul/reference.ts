// The matrix product from stock ops. Batch axes are widened first, because the stock gradient does not sum over
// broadcast ones.
import * as tf from '@tensorflow/tfjs';
import type { ActivationAttributes } from '../activation-names';
import { activationReference } from '../activation-reference';

export interface MatMulAttributes extends ActivationAttributes {
  transposeA: boolean;
  transposeB: boolean;
  /** Batch axes of the result when they are fewer than those of the product: the products are added up. */
  batch?: number[];
}

export type MatMulInputs = { a: tf.Tensor; b: tf.Tensor; bias?: tf.Tensor };

/** Batch axes of the product of a and b. */
export function productBatch(a: tf.TensorInfo, b: tf.TensorInfo): number[] {
  if (a.shape.length === 2 && b.shape.length === 2) return [];
  return tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
}

/** Repeats batch axes by a product with ones: right gradients at every rank. */
function widenBatch(x: tf.Tensor, batch: number[]): tf.Tensor {
  const shape = [...batch, ...x.shape.slice(-2)];
  return tf.util.arraysEqual(shape, x.shape) ? x : tf.mul(x, tf.ones([...batch, 1, 1]));
}

/** Sums the axes that `shape` lacks or has as 1. */
function sumToBatch(x: tf.Tensor, batch: number[]): tf.Tensor {
  const shape = [...batch, ...x.shape.slice(-2)];
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(x, axes) : x, shape);
}

export function matMulReference({ a, b, bias }: MatMulInputs, attributes: MatMulAttributes): tf.Tensor {
  const batch = productBatch(a, b);
  let product = tf.matMul(widenBatch(a, batch), widenBatch(b, batch), attributes.transposeA, attributes.transposeB);
  if (attributes.batch !== undefined) product = sumToBatch(product, attributes.batch);
  if (bias !== undefined) product = tf.add(product, bias);
  return activationReference(product, attributes);
}
