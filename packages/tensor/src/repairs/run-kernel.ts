// Runs another kernel of the WASM backend from inside a repair.
import * as tf from '@tensorflow/tfjs';
import type { StockCall } from './repair';

/** Runs a registered kernel, stock or repaired, on the tensors of this call. */
export function runKernel(
  kernelName: string,
  inputs: Record<string, tf.TensorInfo>,
  attrs: object,
  call: StockCall,
): tf.TensorInfo {
  const kernel = tf.getKernel(kernelName, 'wasm').kernelFunc as unknown as (call: object) => tf.TensorInfo;
  return kernel({ inputs, attrs, backend: call.backend });
}
