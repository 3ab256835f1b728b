import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { dense } from './index';
import { denseReference } from './reference';

const x = tf.randomNormal([100, 49, 64], 0, 1, 'float32', 1);
const bias = tf.zeros([256]);

for (const axis of [-1, -2] as const) {
  const kernel = tf.randomNormal([axis === -1 ? 64 : 49, 256], 0, 0.1, 'float32', 2);
  const options = { axis, activation: 'gelu_new' } as const;
  const composed = (y: tf.Tensor, k: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    denseReference({ x: y, kernel: k, bias: b }, options);
  benchPair(`forward, axis ${axis}`, {
    ours: () => dense(x, kernel, bias, options),
    stock: () => tf.tidy(() => composed(x, kernel, bias)),
  });
  benchPair(`forward and backward, axis ${axis}`, {
    ours: () => tf.grads((y, k, b) => tf.sum(dense(y, k, b, options)))([x, kernel, bias]),
    stock: () => tf.grads((y, k, b) => tf.sum(composed(y, k, b)))([x, kernel, bias]),
  });
}
