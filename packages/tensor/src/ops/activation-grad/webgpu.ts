import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { slopeFunction } from '../../webgpu/activation-shader';
import { elementProgram, runElementProgram } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import { webgpuSum } from '../../webgpu/sum-program';
import type { ActivationAttributes } from '../activation-names';
import type { ActivationGradAttributes, ActivationGradInputs } from './reference';

/** dz = dy act'(z), element by element. */
export function slopeProgram({ activation, alpha = 0 }: ActivationAttributes): FlatProgram {
  return elementProgram(`slope.${activation}.${alpha}`, ['dy', 'z'], 'dy[index] * slope(z[index])', {
    functions: slopeFunction(activation, alpha),
  });
}

export function activationGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<ActivationGradInputs, ActivationGradAttributes>): { outputs: tf.TensorInfo[] } {
  const { dy, z } = inputs;
  const { biasAlong } = attributes;
  const dz = z === undefined ? dy : runElementProgram(backend, slopeProgram(attributes), [dy, z], dy.shape);
  const outputs = z === undefined ? [] : [dz];
  if (biasAlong === undefined) return { outputs };
  const axis = dy.shape.length - (biasAlong === 'columns' ? 1 : 2);
  const outer = tf.util.sizeFromShape(dy.shape.slice(0, axis));
  const inner = tf.util.sizeFromShape(dy.shape.slice(axis + 1));
  return { outputs: [...outputs, webgpuSum(backend, [dz], { outer, kept: dy.shape[axis], inner })] };
}
