// Gradients of depthwise convolutions, which stock has on other backends only.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import type { KernelRepair } from '../repair';
import type { ConvolutionAttributes } from './geometry';

type Info = tf.backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

/** Sizes of a depthwise convolution of a channels-last image. */
function depthwiseInfo(inputShape: number[], filterShape: number[], attributes: ConvolutionAttributes): Info {
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4,
    filterShape as Shape4,
    attributes.strides as number,
    (attributes.dilations ?? 1) as number,
    attributes.pad as 'same',
    attributes.dimRoundingMode,
    true,
  );
}

/** Arguments that all depthwise kernels share: taps, strides, dilations and the border in front. */
function walk(info: Info): [number, number, number, number, number, number, number, number] {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, padInfo } = info;
  return [
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    padInfo.top,
    padInfo.left,
  ];
}

/** The values of x, every channel once per filter of its own, in `to`; x itself where that is one. */
function repeated(heap: WasmHeap, values: number, multiplier: number, from: number, to: number): number {
  if (multiplier === 1) return from;
  heap.kernels.repeatValues(values, multiplier, from, to);
  return to;
}

export const depthwiseFilterGradient: KernelRepair = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  why: 'missing: depthwise convolutions cannot be trained on wasm',
  run(call, heap) {
    const { x, dy } = call.inputs;
    const attributes = call.attrs as unknown as ConvolutionAttributes;
    const info = depthwiseInfo(x.shape, attributes.filterShape, attributes);
    const dw = heap.output(attributes.filterShape);
    const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels } = info;
    const multiplier = inChannels === 0 ? 1 : outChannels / inChannels;
    const imageValues = inHeight * inWidth * inChannels;
    const workspace = multiplier === 1 ? 0 : heap.workspace(imageValues * multiplier * 4 + 16);
    const add = (first: number, images: number): void =>
      heap.kernels.depthwiseToFilter(
        images,
        outChannels,
        inHeight,
        inWidth,
        outHeight,
        outWidth,
        ...walk(info),
        repeated(heap, imageValues, multiplier, heap.pointer(x) + first * imageValues * 4, workspace),
        heap.pointer(dy) + first * outHeight * outWidth * outChannels * 4,
        heap.pointer(dw),
        first > 0 ? 1 : 0,
      );
    if (multiplier === 1 || batchSize === 0) add(0, batchSize);
    else for (let image = 0; image < batchSize; image++) add(image, 1);
    return dw;
  },
  proofs: [
    {
      expression: 'gradient of sum(depthwiseConv2d(ones[1,3,3,2], filter [2,2,2,1])) with respect to the filter',
      compute: () => {
        const x: tf.Tensor4D = tf.ones([1, 3, 3, 2]);
        const f = (filter: tf.Tensor): tf.Tensor => tf.sum(tf.depthwiseConv2d(x, filter as tf.Tensor4D, 1, 'valid'));
        return tf.grad(f)(tf.ones([2, 2, 2, 1]));
      },
      stock: { throws: "Kernel 'DepthwiseConv2dNativeBackpropFilter' not registered for backend 'wasm'" },
      right: [4, 4, 4, 4, 4, 4, 4, 4],
    },
  ],
};

export const depthwiseInputGradient: KernelRepair = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  why: 'missing: depthwise convolutions cannot be trained on wasm',
  run(call, heap) {
    const { dy, filter } = call.inputs;
    const attributes = call.attrs as unknown as ConvolutionAttributes;
    const info = depthwiseInfo(attributes.inputShape, filter.shape, attributes);
    const dx = heap.output(info.inShape);
    const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, outChannels } = info;
    heap.kernels.depthwiseToInput(
      batchSize,
      outChannels,
      inChannels === 0 ? 1 : outChannels / inChannels,
      inHeight,
      inWidth,
      outHeight,
      outWidth,
      ...walk(info),
      heap.pointer(dy),
      heap.pointer(filter),
      heap.pointer(dx),
      heap.workspace(info.filterHeight * info.filterWidth * 8 + outChannels * 4 + 16),
    );
    return dx;
  },
  proofs: [
    {
      expression: 'gradient of sum(depthwiseConv2d(x [1,2,2,1], filter 1..4 as 2x2, same)) with respect to x',
      compute: () => {
        const filter: tf.Tensor4D = tf.range(1, 5).reshape([2, 2, 1, 1]);
        return tf.grad((x) => tf.sum(tf.depthwiseConv2d(x as tf.Tensor4D, filter, 1, 'same')))(tf.ones([1, 2, 2, 1]));
      },
      stock: { throws: "Kernel 'DepthwiseConv2dNativeBackpropInput' not registered for backend 'wasm'" },
      right: [1, 3, 4, 10],
    },
  ],
};
