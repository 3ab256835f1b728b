import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelRepair, StockCall } from './repair';

interface ConvolutionAttributes {
  strides: number | [number, number];
  pad: number | 'same' | 'valid' | 'explicit';
  dataFormat: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
  inputShape: [number, number, number, number];
}

function geometry(inputShape: number[], filterShape: number[], call: StockCall): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dataFormat } = call.attrs as unknown as ConvolutionAttributes;
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    1,
    pad as 'same',
    dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(dataFormat),
  );
}

/** Arguments that imageToPatches and patchesToImage share. */
type PatchGeometry = [number, number, number, number, number, number, number, number, number, number, number];

function patchGeometry(info: tf.backend_util.Conv2DInfo): PatchGeometry {
  return [
    info.inChannels,
    info.inHeight,
    info.inWidth,
    info.outHeight,
    info.outWidth,
    info.strideHeight,
    info.strideWidth,
    info.filterHeight,
    info.filterWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

/** A 1x1 convolution with stride 1 is a plain product: the image is its own patch matrix. */
function isPointwise(info: tf.backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const padded = padInfo.top + padInfo.left + padInfo.bottom + padInfo.right > 0;
  return filterHeight === 1 && filterWidth === 1 && strideHeight === 1 && strideWidth === 1 && !padded;
}

/** [product workspace, patches]: both live in one block, because there is one workspace. */
function workspaces(heap: WasmHeap, m: number, n: number, k: number, patchFloats: number): [number, number] {
  const productBytes = heap.kernels.gemmWorkspace(1, m, n, k, 0) >>> 0;
  const base = heap.workspace(productBytes + patchFloats * 4 + 64);
  return [base, base + Math.ceil(productBytes / 16) * 16];
}

export const convolutionFilterGradient: KernelRepair = {
  kernelName: 'Conv2DBackpropFilter',
  why: 'missing: convolutions cannot be trained on wasm',
  run(call, heap, stock) {
    const { x, dy } = call.inputs;
    const { filterShape } = call.attrs as unknown as ConvolutionAttributes;
    const info = geometry(x.shape, filterShape, call);
    if (info.dataFormat !== 'channelsLast') return stock(call);
    const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
    const { outChannels, batchSize } = info;
    const pixels = info.outHeight * info.outWidth;
    const result = heap.output(filterShape);
    const target = heap.pointer(result);
    const product = (rows: number, patches: number, gradient: number, add: boolean, workspace: number): void =>
      heap.kernels.gemm(
        1,
        patchSize,
        outChannels,
        rows,
        patches,
        0,
        4,
        patchSize * 4,
        gradient,
        0,
        outChannels * 4,
        4,
        target,
        0,
        outChannels * 4,
        add ? 1 : 0,
        0,
        0,
        0,
        target,
        workspace,
      );
    if (isPointwise(info)) {
      const rows = batchSize * pixels;
      const workspace = heap.workspace(heap.kernels.gemmWorkspace(1, patchSize, outChannels, rows, 0));
      product(rows, heap.pointer(x), heap.pointer(dy), false, workspace);
      return result;
    }
    const [workspace, patches] = workspaces(heap, patchSize, outChannels, pixels, pixels * patchSize);
    const imageBytes = info.inHeight * info.inWidth * info.inChannels * 4;
    if (batchSize === 0) product(0, patches, patches, false, workspace);
    for (let item = 0; item < batchSize; item++) {
      heap.kernels.imageToPatches(...patchGeometry(info), heap.pointer(x) + item * imageBytes, patches);
      product(pixels, patches, heap.pointer(dy) + item * pixels * outChannels * 4, item > 0, workspace);
    }
    return result;
  },
  proofs: [
    {
      expression:
        'gradient of sum(conv2d(ones[1,3,3,1], filter [2,2,1,1], stride 1, valid)) with respect to the filter',
      compute: () =>
        tf.grad((filter) => tf.sum(tf.conv2d(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid')))(
          tf.ones([2, 2, 1, 1]),
        ),
      stock: { throws: "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'" },
      right: [4, 4, 4, 4],
    },
  ],
};

export const convolutionInputGradient: KernelRepair = {
  kernelName: 'Conv2DBackpropInput',
  why: 'scalar loop; ours is a matrix product and a sum of patches',
  run(call, heap, stock) {
    const { dy, filter } = call.inputs;
    const { inputShape } = call.attrs as unknown as ConvolutionAttributes;
    const info = geometry(inputShape, filter.shape, call);
    if (info.dataFormat !== 'channelsLast') return stock(call) as tf.TensorInfo;
    const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
    const { outChannels, batchSize } = info;
    const pixels = info.outHeight * info.outWidth;
    const result = heap.output(info.inShape);
    const product = (rows: number, gradient: number, target: number, workspace: number): void =>
      heap.kernels.gemm(
        1,
        rows,
        patchSize,
        outChannels,
        gradient,
        0,
        outChannels * 4,
        4,
        heap.pointer(filter),
        0,
        4,
        outChannels * 4,
        target,
        0,
        patchSize * 4,
        0,
        0,
        0,
        0,
        target,
        workspace,
      );
    if (isPointwise(info)) {
      const rows = batchSize * pixels;
      const workspace = heap.workspace(heap.kernels.gemmWorkspace(1, rows, patchSize, outChannels, 0));
      product(rows, heap.pointer(dy), heap.pointer(result), workspace);
      return result;
    }
    const [workspace, patches] = workspaces(heap, pixels, patchSize, outChannels, pixels * patchSize);
    const imageBytes = info.inHeight * info.inWidth * info.inChannels * 4;
    for (let item = 0; item < batchSize; item++) {
      product(pixels, heap.pointer(dy) + item * pixels * outChannels * 4, patches, workspace);
      heap.kernels.patchesToImage(...patchGeometry(info), patches, heap.pointer(result) + item * imageBytes);
    }
    return result;
  },
  proofs: [],
};
