import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from './repair';

export const unsortedSegmentSum: KernelRepair = {
  kernelName: 'UnsortedSegmentSum',
  why: 'missing: gather and embeddings cannot be trained on wasm',
  run(call, heap, stock) {
    const { x, segmentIds } = call.inputs;
    if (x.dtype !== 'float32') return stock(call);
    const numSegments = call.attrs.numSegments as number;
    const inner = x.shape.slice(segmentIds.shape.length);
    const y = heap.output([numSegments, ...inner]);
    const count = tf.util.sizeFromShape(segmentIds.shape);
    const width = tf.util.sizeFromShape(inner);
    heap.kernels.segmentSum(count, width, numSegments, heap.pointer(x), heap.pointer(segmentIds), heap.pointer(y));
    return y;
  },
  proofs: [
    {
      expression: 'gradient of sum(gather(x [3,2], [2,0,2])) with respect to x',
      compute: () => tf.grad((x) => tf.sum(tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'))))(tf.zeros([3, 2])),
      stock: { throws: "Kernel 'UnsortedSegmentSum' not registered for backend 'wasm'" },
      right: [1, 1, 0, 0, 2, 2],
    },
  ],
};
