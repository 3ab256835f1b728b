import * as tf from '@tensorflow/tfjs';
import type { BackendRepair } from './repair';

/** Stock finds the items of the gradient by the size of an image of the input; items other than the first are foreign. */
export const nearestNeighborGradient: BackendRepair = {
  kernelName: 'ResizeNearestNeighborGrad',
  backends: ['cpu'],
  why: 'gradients of all images of a batch but the first are wrong',
  run(call, stock, kernels) {
    const { images, dy } = call.inputs;
    const [count] = images.shape;
    if (count < 2) return stock(call);
    const item = (x: tf.TensorInfo, index: number): tf.TensorInfo =>
      kernels.run('Slice', { x }, { begin: [index, 0, 0, 0], size: [1, ...x.shape.slice(1)] });
    const gradients = Array.from({ length: count }, (_, index) => {
      const inputs = { images: item(images, index), dy: item(dy, index) };
      const gradient = stock({ ...call, inputs }) as tf.TensorInfo;
      kernels.release(inputs.images, inputs.dy);
      return gradient;
    });
    const result = kernels.run('Concat', gradients as unknown as Record<string, tf.TensorInfo>, { axis: 0 });
    kernels.release(...gradients);
    return result;
  },
  proofs: [
    {
      expression: 'gradient of sum(resizeNearestNeighbor(x [2,1,1,1], [2,2]))',
      compute: () =>
        tf.grad((x) => tf.sum(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2, 2])))(tf.ones([2, 1, 1, 1])),
      stock: { notRun: 'adds values of the first image to the second' },
      right: [4, 4],
    },
  ],
};
