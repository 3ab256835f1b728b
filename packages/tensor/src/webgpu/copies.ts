// Copies between buffers: commands of the queue that need no program.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuBuffer } from '../backends/webgpu-kernel';

/** The buffer of a tensor, which gets one where it has none. */
export function bufferOf(backend: WebgpuBackend, { dataId }: tf.TensorInfo): WebgpuBuffer {
  backend.uploadToGPU(dataId);
  return backend.tensorMap.get(dataId).resource!;
}

/** Copies `size` values from one place in a buffer to another in another, after all that was recorded before. */
export function copyValues(
  backend: WebgpuBackend,
  from: { buffer: WebgpuBuffer; begin: number },
  to: { buffer: WebgpuBuffer; begin: number },
  size: number,
): void {
  if (size === 0) return;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder!.copyBufferToBuffer(from.buffer, 4 * from.begin, to.buffer, 4 * to.begin, 4 * size);
}

/** A copy of the elements of x from `begin` on, in the given shape. */
export function webgpuPart(backend: WebgpuBackend, x: tf.TensorInfo, begin: number, shape: number[]): tf.TensorInfo {
  const size = shape.reduce((product, each) => product * each, 1);
  // WebGPU has no empty buffers.
  if (size === 0) return backend.makeTensorInfo(shape, 'float32', new Float32Array(0));
  const part = backend.makeTensorInfo(shape, 'float32');
  copyValues(backend, { buffer: bufferOf(backend, x), begin }, { buffer: bufferOf(backend, part), begin: 0 }, size);
  return part;
}
