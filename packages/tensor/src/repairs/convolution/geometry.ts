// One description for convolutions in two and three dimensions; two are the case of depth 1. Channels last.
import * as tf from '@tensorflow/tfjs';

/** Depth, height and width. */
export type Extent = [number, number, number];

/** Sizes of a convolution from `input` with `channels` to `output` with `columns` channels. */
export interface ConvolutionGeometry {
  batch: number;
  channels: number;
  columns: number;
  input: Extent;
  output: Extent;
  filter: Extent;
  strides: Extent;
  dilations: Extent;
  /** Front, top and left. */
  pads: Extent;
}

/** Attributes of the stock kernels, in two and three dimensions. */
export interface ConvolutionAttributes {
  strides: number | number[];
  pad: number | 'same' | 'valid' | 'explicit';
  dataFormat?: string;
  dilations?: number | number[];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: number[];
  inputShape: number[];
}

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/** The geometry of Conv2D and its gradients for a channels-last image. */
export function planarGeometry(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
): ConvolutionGeometry {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attributes.strides as number,
    (attributes.dilations ?? 1) as number,
    attributes.pad as 'same',
    attributes.dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    columns: info.outChannels,
    input: [1, info.inHeight, info.inWidth],
    output: [1, info.outHeight, info.outWidth],
    filter: [1, info.filterHeight, info.filterWidth],
    strides: [1, info.strideHeight, info.strideWidth],
    dilations: [1, info.dilationHeight, info.dilationWidth],
    pads: [0, info.padInfo.top, info.padInfo.left],
  };
}

/** The geometry of Conv3D and its gradients. */
export function spatialGeometry(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
): ConvolutionGeometry {
  const info = tf.backend_util.computeConv3DInfo(
    inputShape as Shape5,
    filterShape as Shape5,
    attributes.strides as number,
    (attributes.dilations ?? 1) as number,
    attributes.pad as 'same',
  );
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    columns: info.outChannels,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    filter: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** Product of an extent. */
export function volume([depth, height, width]: Extent): number {
  return depth * height * width;
}

/** Bytes from one position to the next along depth, height and width, for `channels` contiguous floats each. */
export function byteStrides([, height, width]: Extent, channels: number): Extent {
  return [height * width * channels * 4, width * channels * 4, channels * 4];
}

/** Calls `compute` for each axis. */
export function perAxis(compute: (axis: number) => number): Extent {
  return [compute(0), compute(1), compute(2)];
}

/** True when every pixel depends on one pixel only, at the same place: the convolution is a plain product. */
export function isPointwise({ input, output, filter, strides, pads }: ConvolutionGeometry): boolean {
  const axes = [0, 1, 2];
  return axes.every((a) => filter[a] === 1 && strides[a] === 1 && pads[a] === 0 && input[a] === output[a]);
}
