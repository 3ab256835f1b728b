import type * as tf from '@tensorflow/tfjs';
import type { ChannelMatMulAttributes, ChannelMatMulInputs } from './reference';

/** Sizes of one product, and how far apart neighbours along each axis lie, in elements. */
export interface ChannelProductSizes {
  batch: number;
  rows: number;
  columns: number;
  inner: number;
  channels: number;
  aRow: number;
  aInner: number;
  bInner: number;
  bColumn: number;
}

export function channelProductSizes(
  { a, b }: { [Name in keyof ChannelMatMulInputs]: tf.TensorInfo },
  { transposeA, transposeB }: ChannelMatMulAttributes,
): ChannelProductSizes {
  const [batch, a1, a2, channels] = a.shape;
  const [, b1, b2] = b.shape;
  const [rows, inner] = transposeA ? [a2, a1] : [a1, a2];
  const [aRow, aInner] = transposeA ? [channels, a2 * channels] : [a2 * channels, channels];
  const [bInner, bColumn] = transposeB ? [channels, b2 * channels] : [b2 * channels, channels];
  return { batch, rows, columns: transposeB ? b1 : b2, inner, channels, aRow, aInner, bInner, bColumn };
}
