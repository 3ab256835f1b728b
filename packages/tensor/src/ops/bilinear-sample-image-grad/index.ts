// Internal op: the gradient of bilinear sampling with respect to the image.
import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { defineOp } from '../../engine/define-op';
import { runSampleKernel } from '../bilinear-sample/wasm';
import {
  type BilinearSampleImageGradAttributes,
  type BilinearSampleImageGradInputs,
  bilinearSampleImageGradReference,
} from './reference';

function wasm({
  inputs: { coordinates, dy },
  attributes,
  memory,
}: WasmKernelCall<BilinearSampleImageGradInputs, BilinearSampleImageGradAttributes>): { outputs: tf.TensorInfo[] } {
  const [n, , channels] = dy.shape;
  const image = memory.output([n, attributes.height, attributes.width, channels]);
  runSampleKernel(memory, 'image', image.shape, attributes, { image, coordinates, dy });
  return { outputs: [image] };
}

/** Returns dimage. WebGPU adds up by segments: its shaders have no atomic addition of floats. */
export const bilinearSampleImageGrad = defineOp<
  BilinearSampleImageGradInputs,
  BilinearSampleImageGradAttributes,
  tf.Tensor
>({
  name: 'BilinearSampleImageGrad',
  inputs: ['coordinates', 'dy'],
  reference: bilinearSampleImageGradReference,
  wasm,
});
