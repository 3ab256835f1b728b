// One dispatch for the three results.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { float, integers } from '../../webgpu/flat-program';
import { sizeOf } from '../../webgpu/flat-tensor';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { FlatProgram } from '../../webgpu/program';
import type { AdamWAttributes, AdamWInputs } from './reference';

const threads = 256;

/**
 * m' = beta1 m + (1 - beta1) g; v' = beta2 v + (1 - beta2) g^2;
 * p' = keep p - rate m' / (sqrt(v') inverseRoot + epsilon), with both bias corrections in the factors.
 */
export const adamWProgram: FlatProgram = {
  key: 'adamW',
  inputs: ['p', 'g', 'm', 'v'],
  outputs: ['result', 'first', 'second'],
  uniforms:
    'elements : i32, beta1 : f32, rest1 : f32, beta2 : f32, rest2 : f32, ' +
    'keep : f32, rate : f32, inverseRoot : f32, epsilon : f32,',
  threads,
  code: `
fn main(index : i32) {
  if (index < uniforms.elements) {
    let gradient = g[index];
    let mean = uniforms.beta1 * m[index] + uniforms.rest1 * gradient;
    let square = uniforms.beta2 * v[index] + uniforms.rest2 * gradient * gradient;
    first[index] = mean;
    second[index] = square;
    result[index] = uniforms.keep * p[index] - uniforms.rate * mean / (sqrt(square) * uniforms.inverseRoot + uniforms.epsilon);
  }
}
`,
};

export function adamWWebgpu({ inputs, attributes, backend }: WebgpuKernelCall<AdamWInputs, AdamWAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { parameter, gradient, firstMoment, secondMoment } = inputs;
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
  const { shape } = parameter;
  const elements = sizeOf(shape);
  const outputs = [shape, shape, shape].map((each) => webgpuOutput(backend, each));
  const numbers = [
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    1 - learningRate * weightDecay,
    learningRate / (1 - beta1 ** step),
    1 / Math.sqrt(1 - beta2 ** step),
    epsilon,
  ];
  runManyOutputs(
    backend,
    adamWProgram,
    [parameter, gradient, firstMoment, secondMoment],
    outputs,
    Math.ceil(elements / threads),
    [integers(elements), ...numbers.map(float)],
  );
  return { outputs };
}
