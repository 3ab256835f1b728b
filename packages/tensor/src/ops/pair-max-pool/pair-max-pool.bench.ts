import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { pairMaxPool } from './index';
import { pairMaxPoolReference } from './reference';

for (const shape of [
  [16, 32, 32, 64],
  [2, 100, 100, 64],
]) {
  const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
  const composed = (values: tf.Tensor): tf.Tensor => pairMaxPoolReference({ x: values });
  benchPair(`forward, ${shape.join(' x ')}`, {
    ours: () => pairMaxPool(x),
    stock: () => tf.tidy(() => composed(x)),
  });
  benchPair(`forward and backward, ${shape.join(' x ')}`, {
    ours: () => tf.grad((values) => tf.sum(pairMaxPool(values)))(x),
    stock: () => tf.grad((values) => tf.sum(composed(values)))(x),
  });
}
