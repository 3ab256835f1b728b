// Internal op: the gradient of bilinear sampling with respect to the coordinates.
import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { defineOp } from '../../engine/define-op';
import type { BilinearSampleAttributes } from '../bilinear-sample/cell';
import { runSampleKernel } from '../bilinear-sample/wasm';
import { type BilinearSamplePointGradInputs, bilinearSamplePointGradReference } from './reference';
import { bilinearSamplePointGradWebgpu } from './webgpu';

function wasm({
  inputs: { image, coordinates, dy },
  attributes,
  memory,
}: WasmKernelCall<BilinearSamplePointGradInputs, BilinearSampleAttributes>): { outputs: tf.TensorInfo[] } {
  const y = memory.output(coordinates.shape);
  runSampleKernel(memory, 'coordinates', image.shape, attributes, { image, coordinates, dy, y });
  return { outputs: [y] };
}

/** Returns dcoordinates. */
export const bilinearSamplePointGrad = defineOp<BilinearSamplePointGradInputs, BilinearSampleAttributes, tf.Tensor>({
  name: 'BilinearSamplePointGrad',
  inputs: ['image', 'coordinates', 'dy'],
  reference: bilinearSamplePointGradReference,
  wasm,
  webgpu: bilinearSamplePointGradWebgpu,
  // WebGPU has no empty bindings.
  accepts: ({ image, dy }, _attributes, backend) => backend !== 'webgpu' || (image.size > 0 && dy.size > 0),
});
