// Pooling with windows that do not fit at the end, and the gradient of averages.
import * as tf from '@tensorflow/tfjs';
import { poolInfo, type WindowAttributes, withExactBorder, withFittingImage } from './convolution/rounded-sizes';
import { type PoolGeometry, planar, spatial } from './pool-geometry';
import type { KernelRepair } from './repair';

type PoolAttributes = WindowAttributes & { filterSize: number | [number, number] };

const run: KernelRepair['run'] = (call, heap, stock) => {
  const attributes = call.attrs as unknown as PoolAttributes;
  return withFittingImage(call, withExactBorder(attributes, poolInfo(call.inputs.x.shape, attributes)), heap, stock);
};

const square = (): tf.Tensor4D => tf.range(1, 10).reshape([1, 3, 3, 1]);
const why = 'leaves the output unwritten where dimRoundingMode is ceil or round';
const notRun = 'some values are what the heap held before';

export const maxPool: KernelRepair = {
  kernelName: 'MaxPool',
  why,
  run,
  proofs: [
    {
      expression: 'maxPool(1..9 as 3x3, 2, stride 2, pad 0, ceil)',
      compute: () => tf.maxPool(square(), 2, 2, 0, 'ceil'),
      stock: { notRun },
      right: [5, 6, 8, 9],
    },
  ],
};

export const avgPool: KernelRepair = {
  kernelName: 'AvgPool',
  why,
  run,
  proofs: [
    {
      expression: 'avgPool(1..9 as 3x3, 2, stride 2, pad 0, ceil)',
      compute: () => tf.avgPool(square(), 2, 2, 0, 'ceil'),
      stock: { notRun },
      right: [3, 4.5, 7.5, 9],
    },
  ],
};

/** Every dy in equal parts to its whole window, as stock does; what lies outside of the image is lost. */
function averageGradient(kernelName: string, sizes: typeof planar): KernelRepair {
  return {
    kernelName,
    why: 'looks for the windows of every value one channel at a time',
    run(call, heap, stock) {
      const { dy, input } = call.inputs;
      if (dy.dtype !== 'float32') return stock(call);
      const geometry: PoolGeometry = sizes(input.shape, call).geometry;
      const [depth, height, width] = geometry.slice(11, 14);
      const dx = heap.output(input.shape);
      heap.kernels.averagePoolBackward(...geometry, heap.pointer(dy), heap.pointer(dx), 1 / (depth * height * width));
      return dx;
    },
    proofs: [],
  };
}

export const avgPoolGradient = averageGradient('AvgPoolGrad', planar);
export const avgPool3dGradient = averageGradient('AvgPool3DGrad', spatial);
