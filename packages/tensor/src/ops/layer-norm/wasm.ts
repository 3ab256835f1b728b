import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { LayerNormAttributes, LayerNormInputs } from './reference';

/** Keeps mean[rows] and 1/std[rows] in one tensor [2, rows]. */
export function layerNormWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<LayerNormInputs, LayerNormAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const { x, gamma, beta } = inputs;
  const channels = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  const y = memory.output(x.shape);
  const statistics = training ? memory.output([2, rows]) : undefined;
  memory.kernels.layerNormForward(
    rows,
    channels,
    memory.pointer(x),
    memory.pointer(gamma),
    memory.pointer(beta),
    memory.pointer(y),
    statistics === undefined ? 0 : memory.pointer(statistics),
    attributes.epsilon,
  );
  return { outputs: [y], kept: statistics === undefined ? [] : [statistics] };
}
