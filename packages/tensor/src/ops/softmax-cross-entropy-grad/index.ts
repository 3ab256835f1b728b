// Internal op: the kept slopes of every loss times the gradient of that loss.
import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { defineOp } from '../../engine/define-op';
import { elementProgram, integers, runElementProgram } from '../../webgpu/flat-program';

/** slopes [rows, classes], dy [rows]. */
export type SoftmaxCrossEntropyGradInputs = { slopes: tf.Tensor; dy: tf.Tensor };

function wasm({ inputs: { slopes, dy }, memory }: WasmKernelCall<SoftmaxCrossEntropyGradInputs, object>): {
  outputs: tf.TensorInfo[];
} {
  const [rows, classes] = slopes.shape;
  const dx = memory.output(slopes.shape);
  memory.kernels.scaleRows(rows, classes, memory.pointer(slopes), memory.pointer(dy), memory.pointer(dx));
  return { outputs: [dx] };
}

/** slopes dy, one dy per row. */
export const scaleRowsProgram = elementProgram(
  'scaleRows',
  ['slopes', 'dy'],
  'slopes[index] * dy[index / uniforms.channels]',
  { uniforms: 'channels : i32,' },
);

function webgpu({ inputs: { slopes, dy }, backend }: WebgpuKernelCall<SoftmaxCrossEntropyGradInputs, object>): {
  outputs: tf.TensorInfo[];
} {
  const [, classes] = slopes.shape;
  return { outputs: [runElementProgram(backend, scaleRowsProgram, [slopes, dy], slopes.shape, [integers(classes)])] };
}

/** Returns [dlogits]. */
export const softmaxCrossEntropyGrad = defineOp<SoftmaxCrossEntropyGradInputs, object, tf.Tensor[]>({
  name: 'SoftmaxCrossEntropyGrad',
  manyOutputs: true,
  inputs: ['slopes', 'dy'],
  reference: ({ slopes, dy }) => [tf.mul(slopes, tf.expandDims(dy, 1))],
  wasm,
  webgpu,
});
