import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { bilinearSample } from './index';
import { bilinearSampleReference } from './reference';

for (const channels of [3, 32]) {
  const image: tf.Tensor4D = tf.randomNormal([1, 128, 128, channels], 0, 1, 'float32', 1);
  const coordinates = tf.randomUniform([1, 16384, 2], -1, 1, 'float32', 2);
  const composed = (x: tf.Tensor, places: tf.Tensor): tf.Tensor =>
    bilinearSampleReference({ image: x, coordinates: places }, { zero: false, alignCorners: true });
  benchPair(`forward, 16384 places, ${channels} channels`, {
    ours: () => bilinearSample(image, coordinates),
    stock: () => tf.tidy(() => composed(image, coordinates)),
  });
  benchPair(`forward and backward, 16384 places, ${channels} channels`, {
    ours: () => tf.grads((x, places) => tf.sum(bilinearSample(x as tf.Tensor4D, places)))([image, coordinates]),
    stock: () => tf.grads((x, places) => tf.sum(composed(x, places)))([image, coordinates]),
  });
}
