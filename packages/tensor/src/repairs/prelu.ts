import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelRepair, StockCall } from './repair';

function runStock(name: string, inputs: Record<string, tf.TensorInfo>, call: StockCall): tf.TensorInfo {
  const kernel = tf.getKernel(name, 'wasm').kernelFunc as unknown as (call: StockCall) => tf.TensorInfo;
  return kernel({ inputs, attrs: {}, backend: call.backend });
}

/** relu(x) - alpha relu(-x), which broadcasts as its parts do. */
function compose(call: StockCall, heap: WasmHeap): tf.TensorInfo {
  const { x, alpha } = call.inputs;
  const above = runStock('Relu', { x }, call);
  const mirrored = runStock('Neg', { x }, call);
  const below = runStock('Relu', { x: mirrored }, call);
  const scaled = runStock('Multiply', { a: below, b: alpha }, call);
  const result = runStock('Sub', { a: above, b: scaled }, call);
  for (const part of [above, mirrored, below, scaled]) heap.release(part);
  return result;
}

export const prelu: KernelRepair = {
  kernelName: 'Prelu',
  why: 'takes alpha for one value per channel, whatever its shape',
  run(call, heap, stock) {
    const { x, alpha } = call.inputs;
    const channels = x.shape[x.shape.length - 1];
    const perChannel =
      alpha.shape[alpha.shape.length - 1] === channels && tf.util.sizeFromShape(alpha.shape) === channels;
    return perChannel ? stock(call) : compose(call, heap);
  },
  proofs: [
    {
      expression: 'prelu(-ones[2, 2], [[0.5], [0.25]])',
      compute: () => tf.prelu(tf.fill([2, 2], -1), tf.tensor2d([[0.5], [0.25]])),
      stock: { values: [-0.5, -0.25, -0.5, -0.25] },
      right: [-0.5, -0.5, -0.25, -0.25],
    },
  ],
};
