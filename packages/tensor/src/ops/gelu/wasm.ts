import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { activationCode } from '../activation-names';
import type { GeluAttributes } from './reference';

export function geluWasm({ inputs, attributes, memory }: WasmKernelCall<{ x: tf.Tensor }, GeluAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const y = memory.output(inputs.x.shape);
  const size = tf.util.sizeFromShape(inputs.x.shape);
  const code = activationCode(attributes.approximate ? 'gelu_new' : 'gelu');
  memory.kernels.activationForward(size, memory.pointer(inputs.x), memory.pointer(y), code, 0);
  return { outputs: [y] };
}
