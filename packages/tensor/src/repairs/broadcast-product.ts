import * as tf from '@tensorflow/tfjs';
import type { BackendRepair } from './repair';

/** Stock repeats one batch only: it counts its items modulo the shorter one, and takes the longer one for the shape. */
export const broadcastProduct: BackendRepair = {
  kernelName: 'BatchMatMul',
  backends: ['cpu', 'webgpu'],
  why: 'wrong or an error when the batch axes of both sides are broadcast',
  run(call, stock, kernels) {
    const { a, b } = call.inputs;
    const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
    const size = tf.util.sizeFromShape(batch);
    const [aSize, bSize] = [aBatch, bBatch].map((shape) => tf.util.sizeFromShape(shape));
    // One side is whole, the other whole or a single matrix: stock is right.
    if ((aSize === size && (bSize === size || bSize === 1)) || (bSize === size && aSize === 1)) return stock(call);
    const whole = (x: tf.TensorInfo): tf.TensorInfo => {
      const padded = [...batch.map(() => 1), ...x.shape].slice(-batch.length - 2);
      const reshaped = kernels.run('Reshape', { x }, { shape: padded });
      const reps = padded.map((length, axis) => (axis < batch.length ? batch[axis] / length : 1));
      const tiled = kernels.run('Tile', { x: reshaped }, { reps });
      kernels.release(reshaped);
      return tiled;
    };
    const [aWhole, bWhole] = [whole(a), whole(b)];
    const result = stock({ ...call, inputs: { a: aWhole, b: bWhole } });
    kernels.release(aWhole, bWhole);
    return result;
  },
  proofs: [
    {
      expression: 'matMul(a [2,1,1,1], b [1,3,1,1]), a = [1, 2], b = [1, 10, 100]',
      compute: () => tf.matMul(tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10, 100], [1, 3, 1, 1])),
      stock: { values: [1, 20, 100] },
      right: [1, 10, 100, 2, 20, 200],
    },
  ],
};
