// A PPGN from stock ops, as fast as we could write it: dense maps as products of rank 2, channels first only around the
// channel-wise product.
import * as tf from '@tensorflow/tfjs';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import { mlpNames } from './case';
import type { DenseWeights, PpgnKit } from './network';

function map(x: tf.Tensor4D, { kernel, bias }: DenseWeights): tf.Tensor4D {
  const [inputs, outputs] = kernel.shape;
  const rows = tf.matMul(tf.reshape(x, [-1, inputs]), kernel);
  return tf.reshape(tf.add(rows, bias), [...x.shape.slice(0, 3), outputs] as [number, number, number, number]);
}

function channelProduct(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  const [first, second] = [a, b].map((each) => tf.transpose(each, [0, 3, 1, 2]));
  return tf.transpose(tf.matMul(first, second) as tf.Tensor4D, [0, 2, 3, 1]);
}

export const stockKit: PpgnKit = {
  block(x, weight) {
    const mlp = (name: string): tf.Tensor4D => mlpNames(name).reduce((h, each) => tf.relu(map(h, weight(each))), x);
    const product = channelProduct(mlp('mlp1'), mlp('mlp2'));
    return map(tf.concat([x, product], 3), weight('skip'));
  },
  pool(x) {
    const [, side] = x.shape;
    const diagonal = tf.cast(tf.reshape(tf.eye(side), [1, side, side, 1]), 'bool');
    const nothing = tf.fill([1, 1, 1, 1], Number.NEGATIVE_INFINITY) as tf.Tensor4D;
    const largest = (places: tf.Tensor): tf.Tensor => tf.max(tf.where(places, x, nothing), [1, 2]);
    return tf.concat([largest(diagonal), largest(tf.logicalNot(diagonal))], 1) as tf.Tensor2D;
  },
  dense: (x, { kernel, bias }) => tf.add(tf.matMul(x, kernel), bias),
  crossEntropy: (targets, scores) => tf.losses.softmaxCrossEntropy(targets, scores) as tf.Scalar,
  optimizer: () => tf.train.adam(LEARNING_RATE, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
};
