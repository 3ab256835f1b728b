import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { layerNorm } from './index';
import { layerNormReference } from './reference';

for (const [rows, channels] of [
  [3136, 192],
  [1024, 64],
]) {
  const x = tf.randomNormal([rows, channels], 0, 1, 'float32', 1);
  const [gamma, beta] = [tf.ones([channels]), tf.zeros([channels])];
  const composed = (y: tf.Tensor, g: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    layerNormReference({ x: y, gamma: g, beta: b }, { epsilon: 1e-6 });
  benchPair(`forward, ${rows} x ${channels}`, {
    ours: () => layerNorm(x, gamma, beta),
    stock: () => tf.tidy(() => composed(x, gamma, beta)),
  });
  benchPair(`forward and backward, ${rows} x ${channels}`, {
    ours: () => tf.grads((y, g, b) => tf.sum(layerNorm(y, g, b)))([x, gamma, beta]),
    stock: () => tf.grads((y, g, b) => tf.sum(composed(y, g, b)))([x, gamma, beta]),
  });
}
