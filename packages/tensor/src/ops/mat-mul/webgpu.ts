import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { activationFunction } from '../../webgpu/activation-shader';
import { type ProductEnd, type ProductOperand, webgpuProduct } from '../../webgpu/batched-product';
import { elementProgram, type FlatProgram, runElementProgram } from '../../webgpu/flat-program';
import type { Activation } from '../activation-names';
import { type MatMulAttributes, type MatMulInputs, productBatch } from './reference';

/** y = activation(x), element by element. */
export function activationProgram(activation: Activation): FlatProgram {
  return elementProgram(`activation.${activation}`, ['x'], 'activate(x[index])', {
    functions: activationFunction(activation),
  });
}

/**
 * A product with bias and activation. When a gradient will follow it keeps what the gradient of the activation needs: the
 * output itself for relu, the values before the activation for gelu.
 */
export function productWithEnd(
  backend: WebgpuBackend,
  a: ProductOperand,
  b: ProductOperand,
  batch: number[],
  end: ProductEnd & { activation: Activation },
  training: boolean,
): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { activation } = end;
  const keepsInput = training && (activation === 'gelu' || activation === 'gelu_new');
  const product = webgpuProduct(backend, a, b, batch, keepsInput ? { ...end, activation: 'linear' } : end);
  if (keepsInput) {
    const value = runElementProgram(backend, activationProgram(activation), [product], product.shape);
    return { outputs: [value], kept: [product] };
  }
  if (!training || activation === 'linear') return { outputs: [product], kept: [] };
  backend.incRef(product.dataId);
  return { outputs: [product], kept: [{ ...product }] };
}

export function matMulWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<MatMulInputs, MatMulAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { a, b, bias } = inputs;
  const { transposeA, transposeB, activation, batch = productBatch(a, b) } = attributes;
  return productWithEnd(
    backend,
    { tensor: a, transpose: transposeA },
    { tensor: b, transpose: transposeB },
    batch,
    { bias, biasAlong: 'columns', activation },
    training,
  );
}
