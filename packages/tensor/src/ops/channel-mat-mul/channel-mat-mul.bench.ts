import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { channelMatMul } from './index';
import { channelMatMulReference } from './reference';

for (const [batch, size, channels] of [
  [8, 16, 32],
  [8, 32, 64],
  [4, 28, 400],
]) {
  const shape = [batch, size, size, channels];
  const [a, b, dy] = [1, 2, 3].map((seed) => tf.randomNormal(shape, 0, 1, 'float32', seed));
  const composed = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
    channelMatMulReference({ a: x, b: y }, { transposeA: false, transposeB: false });
  benchPair(`forward, ${shape.join(' x ')}`, {
    ours: () => channelMatMul(a, b),
    stock: () => tf.tidy(() => composed(a, b)),
  });
  benchPair(`forward and backward, ${shape.join(' x ')}`, {
    ours: () => tf.grads((x, y) => channelMatMul(x, y))([a, b], dy),
    stock: () => tf.grads(composed)([a, b], dy),
  });
}
