// Functions of one value, four lanes at a time, where stock calls a scalar function for each element.
import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from './repair';

/** The codes of `unary` in assembly/unary.ts. */
const functions = [
  'Exp',
  'Expm1',
  'Log',
  'Log1p',
  'Sin',
  'Cos',
  'Erf',
  'Softplus',
  'Tanh',
  'Selu',
  'LeakyRelu',
  'Sign',
  'Sqrt',
  'Rsqrt',
  'Reciprocal',
];

export const unary: KernelRepair[] = functions.map((kernelName, code) => ({
  kernelName,
  why: 'computes element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (x.dtype !== 'float32') return stock(call);
    const y = heap.output(x.shape);
    const alpha = (call.attrs.alpha as number | undefined) ?? 0;
    const scratch = heap.workspace(16);
    heap.kernels.unary(code, tf.util.sizeFromShape(x.shape), heap.pointer(x), heap.pointer(y), alpha, scratch);
    return y;
  },
  proofs: [],
}));
