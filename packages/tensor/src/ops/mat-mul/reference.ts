// The matrix product from stock ops. Batch axes are widened first, because the stock gradient does not sum over
// broadcast ones.
import * as tf from '@tensorflow/tfjs';
import { type Activation, activationReference } from '../activation';

export interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
  activation: Activation;
}

export type MatMulInputs = { a: tf.Tensor; b: tf.Tensor; bias: tf.Tensor | undefined };

/** Repeats batch axes by a product with ones: right gradients at every rank. */
function widenBatch(x: tf.Tensor, batch: number[]): tf.Tensor {
  const shape = [...batch, ...x.shape.slice(-2)];
  return tf.util.arraysEqual(shape, x.shape) ? x : tf.mul(x, tf.ones([...batch, 1, 1]));
}

export function matMulReference({ a, b, bias }: MatMulInputs, attributes: MatMulAttributes): tf.Tensor {
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const wideA = widenBatch(a, batch);
  const wideB = widenBatch(b, batch);
  let product = tf.matMul(wideA, wideB, attributes.transposeA, attributes.transposeB);
  if (bias !== undefined) product = tf.add(product, bias);
  return activationReference(product, attributes.activation);
}
