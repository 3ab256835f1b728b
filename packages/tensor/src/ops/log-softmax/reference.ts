// log softmax over the last axis from stock ops. tf.logSoftmax has no second derivative where gradients are not repaired.
import * as tf from '@tensorflow/tfjs';
import { withoutGradient } from '../without-gradient';

export type LogSoftmaxInputs = { x: tf.Tensor };

export function logSoftmaxReference({ x }: LogSoftmaxInputs): tf.Tensor {
  const shifted = tf.sub(
    x,
    withoutGradient(x, (values) => tf.max(values, -1, true)),
  );
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}
