// The activations as compositions of stock ops, differentiable to every order.
import * as tf from '@tensorflow/tfjs';
import type { Activation } from './activation-names';

/**
 * tanh whose derivatives of every order are right: the stock gradient uses the saved output, which a second tape takes
 * for a constant.
 */
export function differentiableTanh(x: tf.Tensor): tf.Tensor {
  const tanh = tf.customGrad((input, save) => {
    const tensor = input as tf.Tensor;
    (save as tf.GradSaveFunc)([tensor]);
    return {
      value: tf.tanh(tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.sub(1, tf.square(differentiableTanh(saved[0])))),
    };
  });
  return tanh(x);
}

/** exp whose derivatives of every order are right. */
export function differentiableExp(x: tf.Tensor): tf.Tensor {
  const exp = tf.customGrad((input, save) => {
    const tensor = input as tf.Tensor;
    (save as tf.GradSaveFunc)([tensor]);
    return {
      value: tf.exp(tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, differentiableExp(saved[0])),
    };
  });
  return exp(x);
}

/** x Phi(x). */
export function geluExact(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

function tanhArgument(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.mul(tf.mul(tf.square(x), x), 0.044715), x), Math.sqrt(2 / Math.PI));
}

/** 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(differentiableTanh(tanhArgument(x)), 1));
}

export function activationReference(x: tf.Tensor, activation: Activation): tf.Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'gelu':
      return geluExact(x);
    case 'gelu_new':
      return geluTanh(x);
  }
}

/** The derivative of the activation at x. Far out, where squares overflow, it is the limit: 0 or 1. */
export function activationSlope(x: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === 'linear') return tf.onesLike(x);
  if (activation === 'relu') return tf.step(x);
  const held = tf.clipByValue(x, -32, 32);
  if (activation === 'gelu') {
    const density = tf.mul(differentiableExp(tf.mul(tf.square(held), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    const distribution = tf.mul(tf.add(tf.erf(tf.mul(held, Math.SQRT1_2)), 1), 0.5);
    return tf.add(distribution, tf.mul(held, density));
  }
  const tanh = differentiableTanh(tanhArgument(held));
  const inner = tf.mul(tf.add(tf.mul(tf.square(held), 3 * 0.044715), 1), Math.sqrt(2 / Math.PI));
  const bend = tf.mul(tf.mul(held, inner), tf.sub(1, tf.square(tanh)));
  return tf.mul(tf.add(tf.add(tanh, 1), bend), 0.5);
}
