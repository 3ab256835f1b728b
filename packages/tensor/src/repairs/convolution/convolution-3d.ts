// Convolutions in three dimensions: the products of two dimensions with one axis more.
import * as tf from '@tensorflow/tfjs';
import type { KernelRepair, Proof } from '../repair';
import { type ConvolutionAttributes, spatialGeometry } from './geometry';
import { convolveForward, convolveToFilter, convolveToInput } from './products';

// 1 to 27 as a cube, and a filter of eight ones.
const cube = (): tf.Tensor5D => tf.range(1, 28).reshape([1, 3, 3, 3, 1]);
const ones = (): tf.Tensor5D => tf.ones([2, 2, 2, 1, 1]);

const inputProof: Proof = {
  expression: 'gradient of sum(conv3d(x [1,3,3,3,1], ones [2,2,2,1,1], stride 2, valid)^2) with respect to x = 1..27',
  compute: () => tf.grad((x) => tf.sum(tf.square(tf.conv3d(x as tf.Tensor5D, ones(), 2, 'valid'))))(cube()),
  stock: { values: [...Array.from({ length: 13 }, () => 0), 120, ...Array.from({ length: 13 }, () => 0)] },
  right: [120, 120, 0, 120, 120, 0, 0, 0, 0, 120, 120, 0, 120, 120, 0, ...Array.from({ length: 12 }, () => 0)],
};

export const convolution3d: KernelRepair = {
  kernelName: 'Conv3D',
  why: 'scalar loop; ours is a product without a copy of patches',
  run(call, heap, stock) {
    const { x, filter } = call.inputs;
    if (x.dtype !== 'float32' || filter.dtype !== 'float32') return stock(call);
    const g = spatialGeometry(x.shape, filter.shape, call.attrs as unknown as ConvolutionAttributes);
    const y = heap.output([g.batch, ...g.output, g.columns]);
    convolveForward(heap, g, x, filter, y);
    return y;
  },
  proofs: [],
};

export const convolution3dInputGradient: KernelRepair = {
  kernelName: 'Conv3DBackpropInputV2',
  why: 'wrong where windows do not cover the input, and everywhere with values that the heap held before',
  run(call, heap) {
    const { dy, filter } = call.inputs;
    const attributes = call.attrs as unknown as ConvolutionAttributes;
    const dx = heap.output(attributes.inputShape);
    convolveToInput(heap, spatialGeometry(attributes.inputShape, filter.shape, attributes), dy, filter, dx);
    return dx;
  },
  proofs: [inputProof],
};

export const convolution3dFilterGradient: KernelRepair = {
  kernelName: 'Conv3DBackpropFilterV2',
  why: 'wrong for strides other than 1',
  run(call, heap) {
    const { x, dy } = call.inputs;
    const attributes = call.attrs as unknown as ConvolutionAttributes;
    const dw = heap.output(attributes.filterShape);
    convolveToFilter(heap, spatialGeometry(x.shape, attributes.filterShape, attributes), x, dy, dw);
    return dw;
  },
  proofs: [
    {
      expression: 'gradient of sum(conv3d(1..27 as a cube, filter [2,2,2,1,1], stride 2, same)^2) at a filter of ones',
      compute: () =>
        tf.grad((filter) => tf.sum(tf.square(tf.conv3d(cube(), filter as tf.Tensor5D, 2, 'same'))))(ones()),
      stock: { values: [120, 0, 0, 0, 0, 0, 0, 0] },
      right: [10584, 7020, 6768, 4464, 4572, 2952, 2640, 1680],
      tolerance: 1e-2,
    },
  ],
};
