import * as tf from '@tensorflow/tfjs';
import { benchPair } from '../../testing/bench-op';
import { softmaxCrossEntropy } from './index';
import { softmaxCrossEntropyReference } from './reference';

for (const [rows, classes] of [
  [64, 10],
  [256, 1000],
]) {
  const logits = tf.randomNormal([rows, classes], 0, 1, 'float32', 1);
  const labels = tf.oneHot(tf.randomUniform([rows], 0, classes, 'int32', 2) as tf.Tensor1D, classes).toFloat();
  const composed = (z: tf.Tensor): tf.Tensor =>
    softmaxCrossEntropyReference({ logits: z, labels }, { labelSmoothing: 0 });
  benchPair(`forward and backward, ${rows} x ${classes}`, {
    ours: () => tf.grad((z: tf.Tensor) => softmaxCrossEntropy(z, labels))(logits),
    stock: () => tf.grad(composed)(logits),
  });
}
