import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { WasmMemory } from '../../backends/wasm-memory';
import type { BilinearSampleAttributes } from './cell';
import type { BilinearSampleInputs } from './reference';

/** What the one kernel does with the neighbours of every place. */
export type SampleMode = 'values' | 'image' | 'coordinates';

const codes: Record<SampleMode, number> = { values: 0, image: 1, coordinates: 2 };

/** Runs the kernel on tensors; those that the mode does not use may be absent. */
export function runSampleKernel(
  memory: WasmMemory,
  mode: SampleMode,
  [n, height, width, channels]: readonly number[],
  { zero, alignCorners }: BilinearSampleAttributes,
  tensors: { image: tf.TensorInfo; coordinates: tf.TensorInfo; dy?: tf.TensorInfo; y?: tf.TensorInfo },
): void {
  const at = (tensor: tf.TensorInfo | undefined): number => (tensor === undefined ? 0 : memory.pointer(tensor));
  memory.kernels.bilinearSample(
    codes[mode],
    n,
    tensors.coordinates.shape[1],
    height,
    width,
    channels,
    at(tensors.image),
    at(tensors.coordinates),
    at(tensors.dy),
    at(tensors.y),
    alignCorners ? 1 : 0,
    zero ? 1 : 0,
    memory.workspace(48),
  );
}

export function bilinearSampleWasm({
  inputs: { image, coordinates },
  attributes,
  memory,
}: WasmKernelCall<BilinearSampleInputs, BilinearSampleAttributes>): { outputs: tf.TensorInfo[] } {
  const [n, , , channels] = image.shape;
  const y = memory.output([n, coordinates.shape[1], channels]);
  runSampleKernel(memory, 'values', image.shape, attributes, { image, coordinates, y });
  return { outputs: [y] };
}
