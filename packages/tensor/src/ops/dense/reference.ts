// The dense layer from stock ops, for the last axis and for the axis before it.
import * as tf from '@tensorflow/tfjs';
import type { ActivationAttributes } from '../activation-names';
import { activationReference } from '../activation-reference';

export interface DenseAttributes extends ActivationAttributes {
  /** -1 mixes the last axis (channels), -2 the one before it (tokens). */
  axis: -1 | -2;
}

export type DenseInputs = { x: tf.Tensor; kernel: tf.Tensor; bias?: tf.Tensor };

export function denseReference({ x, kernel, bias }: DenseInputs, attributes: DenseAttributes): tf.Tensor {
  if (attributes.axis === -1) return lastAxis(x, kernel, bias, attributes);
  const swap = x.shape.map((_, index) => index);
  swap.push(swap.splice(swap.length - 2, 1)[0]);
  return tf.transpose(lastAxis(tf.transpose(x, swap), kernel, bias, attributes), swap);
}

function lastAxis(
  x: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: ActivationAttributes,
): tf.Tensor {
  const [inputs, outputs] = kernel.shape;
  const outer = x.shape.slice(0, -1);
  const rows = tf.util.sizeFromShape(outer);
  let product = tf.matMul(tf.reshape(x, [rows, inputs]), kernel);
  if (bias !== undefined) product = tf.add(product, bias);
  return tf.reshape(activationReference(product, activation), [...outer, outputs]);
}
