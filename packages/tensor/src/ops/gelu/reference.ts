// GELU from stock ops; Hendrycks & Gimpel, arXiv:1606.08415, section 2.
import * as tf from '@tensorflow/tfjs';

export interface GeluAttributes {
  /** true: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); false: 0.5 x (1 + erf(x / sqrt 2)). */
  approximate: boolean;
}

/** tanh whose derivatives of every order are right: the stock gradient uses the saved output, which a second tape takes for a constant. */
function differentiableTanh(x: tf.Tensor): tf.Tensor {
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

export function geluReference({ x }: { x: tf.Tensor }, { approximate }: GeluAttributes): tf.Tensor {
  if (!approximate) return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  const cubic = tf.add(tf.mul(tf.mul(tf.square(x), x), 0.044715), x);
  return tf.mul(tf.mul(x, 0.5), tf.add(differentiableTanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}
