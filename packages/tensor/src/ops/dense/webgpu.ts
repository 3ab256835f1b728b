import type * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { productWithEnd } from '../mat-mul/webgpu';
import type { DenseAttributes, DenseInputs } from './reference';

/** Axis -1 is x kernel; axis -2 is the transposed kernel from the left, so that x stays as it is. */
export function denseWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<DenseInputs, DenseAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { x, kernel, bias } = inputs;
  const { axis, activation, alpha } = attributes;
  const end = { bias, activation, alpha, biasAlong: axis === -1 ? ('columns' as const) : ('rows' as const) };
  const stack = { ...x, shape: x.shape.length === 1 ? [1, ...x.shape] : x.shape };
  const left = axis === -1 ? { tensor: stack, transpose: false } : { tensor: kernel, transpose: true };
  const right = axis === -1 ? { tensor: kernel, transpose: false, weights: true } : { tensor: x, transpose: false };
  const result = productWithEnd(backend, left, right, stack.shape.slice(0, -2), end, training);
  if (stack.shape.length === x.shape.length) return result;
  const flatten = (tensor: tf.TensorInfo) => ({ ...tensor, shape: tensor.shape.slice(1) });
  return { outputs: result.outputs.map(flatten), kept: result.kept.map(flatten) };
}
