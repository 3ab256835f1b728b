import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { LayerNormAttributes } from '../layer-norm/reference';
import type { LayerNormGradInputs } from './reference';

export function layerNormGradWasm({ inputs, memory }: WasmKernelCall<LayerNormGradInputs, LayerNormAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { x, gamma, dy, statistics } = inputs;
  const channels = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape.slice(0, -1));
  const outputs = [memory.output(x.shape), memory.output([channels]), memory.output([channels])];
  const [dx, dgamma, dbeta] = outputs.map((tensor) => memory.pointer(tensor));
  const scratch = memory.workspace(memory.kernels.layerNormWorkspace(channels));
  memory.kernels.layerNormBackward(
    rows,
    channels,
    memory.pointer(x),
    memory.pointer(dy),
    memory.pointer(gamma),
    memory.pointer(statistics!),
    dx,
    dgamma,
    dbeta,
    scratch,
  );
  return { outputs };
}
