// Three element-wise programs, one per output: WebGPU programs of TensorFlow.js have one output each.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { elementProgram, float, runElementProgram } from '../../webgpu/flat-program';
import type { AdamWAttributes, AdamWInputs } from './reference';

/** m' = beta1 m + (1 - beta1) g. */
export const firstMomentProgram = elementProgram(
  'adamW.first',
  ['m', 'g'],
  'uniforms.beta * m[index] + uniforms.rest * g[index]',
  { uniforms: 'beta : f32, rest : f32,' },
);

/** v' = beta2 v + (1 - beta2) g^2. */
export const secondMomentProgram = elementProgram(
  'adamW.second',
  ['v', 'g'],
  'uniforms.beta * v[index] + uniforms.rest * g[index] * g[index]',
  { uniforms: 'beta : f32, rest : f32,' },
);

/** p' = keep p - rate m' / (sqrt(v') inverseRoot + epsilon), with both bias corrections in the factors. */
export const parameterProgram = elementProgram(
  'adamW.parameter',
  ['p', 'm', 'v'],
  'uniforms.keep * p[index] - uniforms.rate * m[index] / (sqrt(v[index]) * uniforms.inverseRoot + uniforms.epsilon)',
  { uniforms: 'keep : f32, rate : f32, inverseRoot : f32, epsilon : f32,' },
);

export function adamWWebgpu({ inputs, attributes, backend }: WebgpuKernelCall<AdamWInputs, AdamWAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { parameter, gradient, firstMoment, secondMoment } = inputs;
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
  const { shape } = parameter;
  const first = runElementProgram(backend, firstMomentProgram, [firstMoment, gradient], shape, [
    float(beta1),
    float(1 - beta1),
  ]);
  const second = runElementProgram(backend, secondMomentProgram, [secondMoment, gradient], shape, [
    float(beta2),
    float(1 - beta2),
  ]);
  const updated = runElementProgram(backend, parameterProgram, [parameter, first, second], shape, [
    float(1 - learningRate * weightDecay),
    float(learningRate / (1 - beta1 ** step)),
    float(1 / Math.sqrt(1 - beta2 ** step)),
    float(epsilon),
  ]);
  return { outputs: [updated, first, second] };
}
