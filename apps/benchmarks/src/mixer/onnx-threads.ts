import os from 'node:os';

/** Thread counts to time ONNX Runtime Web with: one, its own default (half the logical cores, at most 4), and all cores. */
export function onnxThreads(): number[] {
  const cores = os.cpus().length;
  return [...new Set([1, Math.min(4, Math.ceil(cores / 2)), cores])].sort((a, b) => a - b);
}
