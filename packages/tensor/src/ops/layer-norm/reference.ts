// Layer normalisation from stock ops; Ba et al., arXiv:1607.06450, equations 3 and 4, over the last axis.
import * as tf from '@tensorflow/tfjs';

export interface LayerNormAttributes {
  epsilon: number;
}

export type LayerNormInputs = { x: tf.Tensor; gamma: tf.Tensor; beta: tf.Tensor };

export function layerNormReference({ x, gamma, beta }: LayerNormInputs, { epsilon }: LayerNormAttributes): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), gamma), beta);
}
