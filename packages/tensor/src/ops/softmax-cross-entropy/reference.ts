// Cross-entropy after softmax from stock ops.
import * as tf from '@tensorflow/tfjs';
import { logSoftmaxReference } from '../log-softmax/reference';

export interface SoftmaxCrossEntropyAttributes {
  /** s in t (1 - s) + s / classes. */
  labelSmoothing: number;
}

/** logits [rows, classes]; labels float32 [rows, classes], or int32 [rows] with the number of the class. */
export type SoftmaxCrossEntropyInputs = { logits: tf.Tensor; labels: tf.Tensor };

export function softmaxCrossEntropyReference(
  { logits, labels }: SoftmaxCrossEntropyInputs,
  { labelSmoothing }: SoftmaxCrossEntropyAttributes,
): tf.Tensor {
  const [, classes] = logits.shape as [number, number];
  const logs = logSoftmaxReference({ x: logits });
  if (labels.dtype === 'int32') return sparseLoss(logs, labels, labelSmoothing);
  const target = labelSmoothing === 0 ? labels : tf.add(tf.mul(labels, 1 - labelSmoothing), labelSmoothing / classes);
  return tf.neg(tf.sum(tf.mul(target, logs), -1));
}

/** Only the class of a row counts, and smoothing all of them; a class that does not exist makes the loss of its row 0. */
function sparseLoss(logs: tf.Tensor, labels: tf.Tensor, labelSmoothing: number): tf.Tensor {
  const [, classes] = logs.shape as [number, number];
  const chosen = tf.equal(tf.expandDims(labels, 1), tf.range(0, classes, 1, 'int32'));
  const ofClass = tf.sum(tf.where(chosen, logs, tf.zerosLike(logs)), -1);
  if (labelSmoothing === 0) return tf.neg(ofClass);
  const exists = tf.sum(tf.cast(chosen, 'float32'), -1);
  const spread = tf.mul(tf.mul(tf.sum(logs, -1), exists), -labelSmoothing / classes);
  return tf.sub(spread, tf.mul(ofClass, 1 - labelSmoothing));
}
