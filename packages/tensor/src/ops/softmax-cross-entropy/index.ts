import * as tf from '@tensorflow/tfjs';
import { defineOp } from '../../engine/define-op';
import { ConfigError, ShapeError } from '../../errors/perceptrons-error';
import { floatTensor, requireRank, requireShape } from '../check-input';
import { softmaxCrossEntropyGradient } from './gradient';
import {
  type SoftmaxCrossEntropyAttributes,
  type SoftmaxCrossEntropyInputs,
  softmaxCrossEntropyReference,
} from './reference';
import { softmaxCrossEntropyWasm } from './wasm';
import { softmaxCrossEntropyWebgpu } from './webgpu';

const runSoftmaxCrossEntropy = defineOp<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttributes, tf.Tensor>({
  name: 'SoftmaxCrossEntropy',
  inputs: ['logits', 'labels'],
  reference: softmaxCrossEntropyReference,
  gradient: softmaxCrossEntropyGradient,
  wasm: softmaxCrossEntropyWasm,
  webgpu: softmaxCrossEntropyWebgpu,
});

export interface SoftmaxCrossEntropyOptions {
  /** s in label (1 - s) + s / classes, from 0 to below 1. Default 0. */
  labelSmoothing?: number;
}

/**
 * Cross-entropy after softmax, one loss per row: -sum_c label_c log softmax(logits)_c.
 *
 * @param logits [..., classes], float32, raw scores; at least one class.
 * @param labels Either float32 [..., classes], probabilities or any finite weights, or int32 [...], the number of the class. A
 * number outside of [0, classes), for example -1, makes the loss of its row 0, without a gradient.
 * @returns [...], the loss of every row. Sum or average it as you like.
 * Kept for the gradient: logits, and the gradient of every loss, formed in the forward pass. Labels of float32 get
 * their gradient too.
 * Row-major; the same bits at every run on one backend. Scores of any size do no harm; NaN spreads over its row, and so does
 * a score of -Infinity whose label is a number, even 0; with int32 labels only that of the class itself counts.
 * @throws ShapeError if shapes or dtypes do not fit; ConfigError for a smoothing outside of its range.
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor | tf.TensorLike,
  labels: tf.Tensor,
  { labelSmoothing = 0 }: SoftmaxCrossEntropyOptions = {},
): tf.Tensor {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new ConfigError({
      code: 'tensor/label-smoothing',
      argument: 'labelSmoothing',
      message: `softmaxCrossEntropy: labelSmoothing must be a number from 0 to below 1, got ${labelSmoothing}.`,
    });
  }
  return tf.tidy(() => {
    const scores = floatTensor(logits, 'logits', 'softmaxCrossEntropy');
    requireRank(scores, 1, 'logits', 'softmaxCrossEntropy');
    const batch = scores.shape.slice(0, -1);
    const classes = scores.shape[scores.rank - 1];
    if (classes === 0) {
      throw new ShapeError({
        code: 'tensor/shape',
        argument: 'logits',
        message: `softmaxCrossEntropy: logits must have at least one class, got shape [${scores.shape}].`,
      });
    }
    const sparse = labels.dtype === 'int32';
    const target = sparse ? labels : floatTensor(labels, 'labels', 'softmaxCrossEntropy');
    requireShape(target, sparse ? batch : scores.shape, 'labels', 'softmaxCrossEntropy');
    const rows = tf.util.sizeFromShape(batch);
    const flat = { logits: scores.reshape([rows, classes]), labels: target.reshape(sparse ? [rows] : [rows, classes]) };
    return runSoftmaxCrossEntropy(flat, { labelSmoothing }).reshape(batch);
  });
}
