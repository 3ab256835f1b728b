// One AdamW update from stock ops; Loshchilov & Hutter, arXiv:1711.05101, algorithm 2 (decoupled decay).
import * as tf from '@tensorflow/tfjs';

export interface AdamWAttributes {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Number of this update, counted from 1. */
  step: number;
}

export type AdamWInputs = {
  parameter: tf.Tensor;
  gradient: tf.Tensor;
  firstMoment: tf.Tensor;
  secondMoment: tf.Tensor;
};

export function adamWReference(inputs: AdamWInputs, attributes: AdamWAttributes): tf.Tensor[] {
  const { parameter, gradient } = inputs;
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
  const firstMoment = tf.add(tf.mul(inputs.firstMoment, beta1), tf.mul(gradient, 1 - beta1));
  const secondMoment = tf.add(tf.mul(inputs.secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const first = tf.div(firstMoment, 1 - beta1 ** step);
  const second = tf.div(secondMoment, 1 - beta2 ** step);
  const move = tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), learningRate);
  return [tf.sub(tf.mul(parameter, 1 - learningRate * weightDecay), move), firstMoment, secondMoment];
}
