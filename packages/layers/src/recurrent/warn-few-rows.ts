import * as tf from '@tensorflow/tfjs';

const enough = 8;
let warned = false;

/**
 * Says once per process that a recurrence over few rows leaves most of a WebGPU device idle: the steps of a row follow
 * each other, so only rows run side by side.
 */
export function warnFewRows(layer: string, rows: number): void {
  if (warned || rows >= enough || rows === 0 || tf.getBackend() !== 'webgpu') return;
  warned = true;
  console.warn(
    `Layer ${layer} runs its recurrence over ${rows} rows, which keeps little of the WebGPU device busy. Feed larger batches, from ${enough} rows on, or use the wasm backend.`,
  );
}
