// Internal op: the gradient of softmax, or of its logarithm, in two passes over a row.
import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { defineOp } from '../../engine/define-op';
import { type SoftmaxGradAttributes, type SoftmaxGradInputs, softmaxGradReference } from './reference';
import { softmaxGradWebgpu } from './webgpu';

function softmaxGradWasm({ inputs, attributes, memory }: WasmKernelCall<SoftmaxGradInputs, SoftmaxGradAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { y, dy } = inputs;
  const classes = y.shape[y.shape.length - 1];
  const rows = tf.util.sizeFromShape(y.shape.slice(0, -1));
  const dx = memory.output(y.shape);
  const pointers = [memory.pointer(y), memory.pointer(dy), memory.pointer(dx)] as const;
  memory.kernels.softmaxBackward(rows, classes, ...pointers, attributes.logarithm ? 1 : 0);
  return { outputs: [dx] };
}

/** Returns [dx]. */
export const softmaxGrad = defineOp<SoftmaxGradInputs, SoftmaxGradAttributes, tf.Tensor[]>({
  name: 'SoftmaxGrad',
  manyOutputs: true,
  inputs: ['y', 'dy'],
  reference: softmaxGradReference,
  wasm: softmaxGradWasm,
  webgpu: softmaxGradWebgpu,
});
