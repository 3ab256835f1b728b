import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { runElementProgram } from '../../webgpu/flat-program';
import { activationProgram } from '../mat-mul/webgpu';
import type { GeluAttributes } from './reference';

export function geluWebgpu({ inputs, attributes, backend }: WebgpuKernelCall<{ x: tf.Tensor }, GeluAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const program = activationProgram({ activation: attributes.approximate ? 'gelu_new' : 'gelu' });
  return { outputs: [runElementProgram(backend, program, [inputs.x], inputs.x.shape)] };
}
