// Sizes of pooling calls for kernels in three dimensions; two are the case of depth 1.
import * as tf from '@tensorflow/tfjs';
import type { StockCall } from './repair';

interface PoolAttributes {
  filterSize: number | [number, number, number];
  strides: number | [number, number, number];
  pad: number | 'same' | 'valid';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NDHWC' | 'NCDHW';
  includeBatchInIndex?: boolean;
}

/** Arguments that the pooling kernels share: batch, channels, input, output, strides, window, border in front. */
export type PoolGeometry = [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** The geometry of a pooling call in two dimensions. */
export function planar(shape: number[], call: StockCall): { geometry: PoolGeometry; outShape: number[] } {
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as PoolAttributes;
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad,
    dimRoundingMode,
  );
  const geometry: PoolGeometry = [
    info.batchSize,
    info.inChannels,
    1,
    info.inHeight,
    info.inWidth,
    1,
    info.outHeight,
    info.outWidth,
    1,
    info.strideHeight,
    info.strideWidth,
    1,
    info.effectiveFilterHeight,
    info.effectiveFilterWidth,
    0,
    info.padInfo.top,
    info.padInfo.left,
  ];
  return { geometry, outShape: info.outShape };
}

/** The geometry of a pooling call in three dimensions. */
export function spatial(shape: number[], call: StockCall): { geometry: PoolGeometry; outShape: number[] } {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat } = call.attrs as unknown as PoolAttributes;
  const info = tf.backend_util.computePool3DInfo(
    shape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
    dataFormat,
  );
  const { padInfo } = info;
  const geometry: PoolGeometry = [
    info.batchSize,
    info.inChannels,
    info.inDepth,
    info.inHeight,
    info.inWidth,
    info.outDepth,
    info.outHeight,
    info.outWidth,
    info.strideDepth,
    info.strideHeight,
    info.strideWidth,
    info.effectiveFilterDepth,
    info.effectiveFilterHeight,
    info.effectiveFilterWidth,
    padInfo.front,
    padInfo.top,
    padInfo.left,
  ];
  return { geometry, outShape: info.outShape };
}
