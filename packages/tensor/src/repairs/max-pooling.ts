// Stock starts its search at the smallest positive number instead of the lowest, so windows of negative values lose.
import * as tf from '@tensorflow/tfjs';
import { planar, spatial } from './pool-geometry';
import type { KernelRepair } from './repair';

// -1 to -16, row by row.
const fallingPlane = (): tf.Tensor4D => tf.neg(tf.range(1, 17)).reshape([1, 4, 4, 1]);
const fallingCube = (): tf.Tensor5D => tf.neg(tf.range(1, 9)).reshape([1, 2, 2, 2, 1]);

export const maxPoolGradient: KernelRepair = {
  kernelName: 'MaxPoolGrad',
  why: 'the gradient of windows of negative values goes to element 0',
  run(call, heap) {
    const { dy, input } = call.inputs;
    const dx = heap.output(input.shape);
    const { geometry } = planar(input.shape, call);
    heap.kernels.maxPoolBackward(...geometry, heap.pointer(input), heap.pointer(dy), heap.pointer(dx));
    return dx;
  },
  proofs: [
    {
      expression: 'gradient of sum(maxPool(-[1..16] as 4x4, 2, 2, valid))',
      compute: () => tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(fallingPlane()),
      stock: { values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
      right: [1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0],
    },
  ],
};

export const maxPool3dGradient: KernelRepair = {
  kernelName: 'MaxPool3DGrad',
  why: 'the gradient of windows of negative values goes to element 0',
  run(call, heap) {
    const { dy, input } = call.inputs;
    const dx = heap.output(input.shape);
    const { geometry } = spatial(input.shape, call);
    heap.kernels.maxPoolBackward(...geometry, heap.pointer(input), heap.pointer(dy), heap.pointer(dx));
    return dx;
  },
  proofs: [
    {
      expression: 'gradient of sum(maxPool3d(-[3,2,1,4..8] as 2x2x2, 2, 2, valid))',
      compute: () => {
        const x = tf.tensor5d([-3, -2, -1, -4, -5, -6, -7, -8], [1, 2, 2, 2, 1]);
        return tf.grad((input) => tf.sum(tf.maxPool3d(input as tf.Tensor5D, 2, 2, 'valid')))(x);
      },
      stock: { values: [1, 0, 0, 0, 0, 0, 0, 0] },
      right: [0, 0, 1, 0, 0, 0, 0, 0],
    },
  ],
};

export const maxPool3d: KernelRepair = {
  kernelName: 'MaxPool3D',
  why: 'windows of negative values give 1.18e-38',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (x.dtype !== 'float32') return stock(call) as tf.TensorInfo;
    const { geometry, outShape } = spatial(x.shape, call);
    const y = heap.output(outShape);
    heap.kernels.maxPoolForward(...geometry, heap.pointer(x), heap.pointer(y), 0, 0);
    return y;
  },
  proofs: [
    {
      expression: 'maxPool3d(-[1..8] as 2x2x2, 2, 2, valid)',
      compute: () => tf.maxPool3d(fallingCube(), 2, 2, 'valid'),
      stock: { values: [1.1754943508222875e-38] },
      right: [-1],
    },
  ],
};

export const maxPoolWithArgmax: KernelRepair = {
  kernelName: 'MaxPoolWithArgmax',
  why: 'windows of negative values give 1.18e-38 and position 0',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (x.dtype !== 'float32') return stock(call) as tf.TensorInfo[];
    const { geometry, outShape } = planar(x.shape, call);
    const y = heap.output(outShape);
    const indexes = heap.output(outShape, 'int32');
    const batchInIndex = call.attrs.includeBatchInIndex === true ? 1 : 0;
    heap.kernels.maxPoolForward(...geometry, heap.pointer(x), heap.pointer(y), heap.pointer(indexes), batchInIndex);
    return [y, indexes];
  },
  proofs: [
    {
      expression: 'positions of maxPoolWithArgmax(-[1..16] as 4x4, 2, 2, valid)',
      compute: () => tf.maxPoolWithArgmax(fallingPlane(), 2, 2, 'valid').indexes,
      stock: { values: [0, 0, 0, 0] },
      right: [0, 2, 8, 10],
    },
  ],
};
