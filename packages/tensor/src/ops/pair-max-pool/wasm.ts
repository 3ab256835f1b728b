import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { PairMaxPoolInputs } from './reference';

/** Keeps the result, by which the gradient finds the places. */
export function pairMaxPoolWasm({ inputs: { x, mask }, memory, training }: WasmKernelCall<PairMaxPoolInputs, object>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const [batch, side, , channels] = x.shape;
  const y = memory.output([batch, 2 * channels]);
  const counted = mask === undefined ? 0 : memory.pointer(mask);
  memory.kernels.pairMaxForward(batch, side, channels, memory.pointer(x), counted, memory.pointer(y));
  return { outputs: [y], kept: training ? [memory.share(y)] : [] };
}
