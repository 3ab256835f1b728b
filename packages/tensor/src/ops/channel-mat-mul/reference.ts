// The product of every channel from stock ops: channels move to the front, one matrix product each, and back.
import * as tf from '@tensorflow/tfjs';

export interface ChannelMatMulAttributes {
  /** Reads a as [batch, inner, rows, channels]. */
  transposeA: boolean;
  /** Reads b as [batch, columns, inner, channels]. */
  transposeB: boolean;
}

export type ChannelMatMulInputs = { a: tf.Tensor; b: tf.Tensor };

export function channelMatMulReference(
  { a, b }: ChannelMatMulInputs,
  { transposeA, transposeB }: ChannelMatMulAttributes,
): tf.Tensor {
  const channelsFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);
  const product = tf.matMul(channelsFirst(a), channelsFirst(b), transposeA, transposeB);
  return tf.transpose(product, [0, 2, 3, 1]);
}
