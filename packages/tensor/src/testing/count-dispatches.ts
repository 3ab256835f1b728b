import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend } from '../backends/webgpu-kernel';

/** Runs a computation on the WebGPU backend and counts the programs that it hands to the device. */
export function countDispatches(run: () => unknown): number {
  const backend = tf.backend() as unknown as WebgpuBackend;
  const stock = backend.recordAndSubmit;
  let count = 0;
  backend.recordAndSubmit = function (this: WebgpuBackend, ...parameters) {
    count++;
    return stock.apply(this, parameters);
  };
  try {
    run();
  } finally {
    backend.recordAndSubmit = stock;
  }
  return count;
}
