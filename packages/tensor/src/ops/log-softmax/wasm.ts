import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { LogSoftmaxInputs } from './reference';

/** Keeps the output itself: the gradient needs nothing else. */
export function logSoftmaxWasm({ inputs: { x }, memory, training }: WasmKernelCall<LogSoftmaxInputs, object>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const classes = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  const y = memory.output(x.shape);
  memory.kernels.logSoftmaxForward(rows, classes, memory.pointer(x), memory.pointer(y));
  return { outputs: [y], kept: training ? [memory.share(y)] : [] };
}
