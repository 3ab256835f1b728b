// The activations as compositions of stock ops, differentiable to every order.
import * as tf from '@tensorflow/tfjs';
import type { ActivationAttributes, KernelActivation } from './activation-names';

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

/** x held at or above `low`, so that products with what goes to 0 there stay 0. */
function above(x: tf.Tensor, low: number): tf.Tensor {
  return tf.maximum(x, low);
}

function held(x: tf.Tensor, low: number, high: number): tf.Tensor {
  return tf.minimum(tf.maximum(x, low), high);
}

/** x Phi(x). */
export function geluExact(x: tf.Tensor): tf.Tensor {
  const z = above(x, -32);
  return tf.mul(tf.mul(z, 0.5), tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1));
}

function tanhArgument(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.add(tf.mul(tf.mul(tf.square(x), x), 0.044715), x), Math.sqrt(2 / Math.PI));
}

/** 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
export function geluTanh(x: tf.Tensor): tf.Tensor {
  const z = above(x, -32);
  return tf.mul(tf.mul(z, 0.5), tf.add(differentiableTanh(tanhArgument(z)), 1));
}

function geluExactSlope(x: tf.Tensor): tf.Tensor {
  const z = held(x, -32, 32);
  const density = tf.mul(differentiableExp(tf.mul(tf.square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  const distribution = tf.mul(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 0.5);
  return tf.add(distribution, tf.mul(z, density));
}

function geluTanhSlope(x: tf.Tensor): tf.Tensor {
  const z = held(x, -32, 32);
  const tanh = differentiableTanh(tanhArgument(z));
  const inner = tf.mul(tf.add(tf.mul(tf.square(z), 3 * 0.044715), 1), Math.sqrt(2 / Math.PI));
  const bend = tf.mul(tf.mul(z, inner), tf.sub(1, tf.square(tanh)));
  return tf.mul(tf.add(tf.add(tanh, 1), bend), 0.5);
}

function softsign(x: tf.Tensor): tf.Tensor {
  const z = held(x, -1e30, 1e30);
  return tf.div(z, tf.add(tf.abs(z), 1));
}

function swishSlope(x: tf.Tensor): tf.Tensor {
  const z = held(x, -104, 104);
  const gate = tf.sigmoid(z);
  return tf.mul(gate, tf.add(tf.mul(z, tf.sub(1, gate)), 1));
}

function mishSlope(x: tf.Tensor): tf.Tensor {
  const z = held(x, -104, 20);
  const tanh = tf.tanh(tf.softplus(z));
  return tf.add(tanh, tf.mul(tf.mul(z, tf.sigmoid(z)), tf.sub(1, tf.square(tanh))));
}

function within(x: tf.Tensor, low: number, high: number): tf.Tensor {
  return tf.cast(tf.logicalAnd(tf.greaterEqual(x, low), tf.lessEqual(x, high)), 'float32');
}

/** `below` where x <= 0, `slope` above. */
function bentSlope(x: tf.Tensor, slope: number, below: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(x, 0), tf.fill(x.shape, slope), below);
}

const seluScale = 1.0507009873554805;
const seluBelow = 1.7580993408473766;
const hardLine = (x: tf.Tensor): tf.Tensor => tf.add(tf.mul(x, 0.2), 0.5);

interface Reference {
  /** The definition, with derivatives of every order. */
  value(x: tf.Tensor, alpha: number): tf.Tensor;
  /** Its derivative at x. Far out, where squares overflow, it is the limit. */
  slope(x: tf.Tensor, alpha: number): tf.Tensor;
}

const references: Record<KernelActivation, Reference> = {
  linear: { value: (x) => x, slope: (x) => tf.onesLike(x) },
  relu: { value: (x) => tf.relu(x), slope: (x) => tf.step(x) },
  gelu: { value: geluExact, slope: geluExactSlope },
  gelu_new: { value: geluTanh, slope: geluTanhSlope },
  relu6: { value: (x) => tf.relu6(x), slope: (x) => tf.mul(tf.step(x), within(x, 0, 6)) },
  elu: { value: (x) => tf.elu(x), slope: (x) => bentSlope(x, 1, tf.exp(tf.minimum(x, 0))) },
  selu: {
    value: (x) => tf.selu(x),
    slope: (x) => bentSlope(x, seluScale, tf.mul(tf.exp(tf.minimum(x, 0)), seluBelow)),
  },
  sigmoid: { value: (x) => tf.sigmoid(x), slope: (x) => tf.mul(tf.sigmoid(x), tf.sigmoid(tf.neg(x))) },
  tanh: { value: differentiableTanh, slope: (x) => tf.sub(1, tf.square(tf.tanh(x))) },
  softplus: { value: (x) => tf.softplus(x), slope: (x) => tf.sigmoid(x) },
  softsign: { value: softsign, slope: (x) => tf.reciprocal(tf.square(tf.add(tf.abs(x), 1))) },
  swish: { value: (x) => tf.mul(above(x, -104), tf.sigmoid(x)), slope: swishSlope },
  mish: { value: (x) => tf.mul(above(x, -104), differentiableTanh(tf.softplus(x))), slope: mishSlope },
  hardSigmoid: {
    value: (x) => tf.clipByValue(hardLine(x), 0, 1),
    slope: (x) => tf.mul(within(hardLine(x), 0, 1), 0.2),
  },
  leakyrelu: {
    value: (x, alpha) => tf.leakyRelu(x, alpha),
    slope: (x, alpha) => bentSlope(x, 1, tf.fill(x.shape, alpha)),
  },
  sine: {
    value: (x, alpha) => tf.sin(tf.mul(x, alpha)),
    slope: (x, alpha) => tf.mul(tf.cos(tf.mul(x, alpha)), alpha),
  },
};

export function activationReference(x: tf.Tensor, { activation, alpha = 0 }: ActivationAttributes): tf.Tensor {
  return references[activation].value(x, alpha);
}

/** The derivative of the activation at x. */
export function activationSlope(x: tf.Tensor, { activation, alpha = 0 }: ActivationAttributes): tf.Tensor {
  return references[activation].slope(x, alpha);
}
