// What the losses share: [batch, classes] targets and raw scores in, the mean over the batch out. The argument order is the
// one of TensorFlow.js, so each works in model.compile as it is.
import { ConfigError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Mean loss of a batch of targets and model outputs, a scalar. */
export type Loss = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar;

/** Settings of the losses. */
export interface LossOptions {
  /** s in target * (1 - s) + s / classes, from 0 to below 1. Default 0. */
  labelSmoothing?: number;
}

/** Requires targets of the shape of the logits, [batch, classes]. */
export function checkTargets(loss: string, targets: tf.Tensor, logits: tf.Tensor): void {
  if (targets.rank === 2 && tf.util.arraysEqual(targets.shape, logits.shape)) return;
  throw new ShapeError({
    code: 'layers/target-shape',
    argument: 'targets',
    message: `${loss}: targets have shape [${targets.shape}] and logits [${logits.shape}]. Both must be [batch, classes]; turn class indexes into rows with tf.oneHot(labels, classes).`,
  });
}

/** Requires a smoothing from 0 to below 1. */
export function checkSmoothing(loss: string, smoothing: number): void {
  if (smoothing >= 0 && smoothing < 1) return;
  throw new ConfigError({
    code: 'layers/label-smoothing',
    argument: 'labelSmoothing',
    message: `${loss}: labelSmoothing is ${String(smoothing)}. It must be a number from 0 to below 1.`,
  });
}

/** The values as float32; the tensor itself where they are that already, since a conversion is a step on the tape too. */
export function asFloat(values: tf.Tensor): tf.Tensor {
  return values.dtype === 'float32' ? values : values.toFloat();
}

/** Checks the targets of a loss, turns them into float32 and smooths them. */
export function smoothed(loss: string, targets: tf.Tensor, logits: tf.Tensor, smoothing: number): tf.Tensor {
  checkTargets(loss, targets, logits);
  checkSmoothing(loss, smoothing);
  const rows = asFloat(targets);
  return smoothing === 0 ? rows : rows.mul(1 - smoothing).add(smoothing / targets.shape[1]!);
}
