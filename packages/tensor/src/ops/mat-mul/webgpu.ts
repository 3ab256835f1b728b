import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { activationFunction } from '../../webgpu/activation-shader';
import { type ProductEnd, type ProductOperand, webgpuProduct } from '../../webgpu/batched-product';
import { elementProgram, runElementProgram } from '../../webgpu/flat-program';
import type { FlatProgram } from '../../webgpu/program';
import { type ActivationAttributes, hasParameter, slopeFromValue } from '../activation-names';
import { type MatMulAttributes, type MatMulInputs, productBatch } from './reference';

/** y = activation(x), element by element. */
export function activationProgram({ activation, alpha = 0 }: ActivationAttributes): FlatProgram {
  return elementProgram(`activation.${activation}.${alpha}`, ['x'], 'activate(x[index])', {
    functions: activationFunction(activation, alpha),
  });
}

/**
 * A product with bias and activation. When a gradient will follow it keeps what the gradient of the activation needs: the
 * output itself for relu, the values before the activation for the others.
 */
export function productWithEnd(
  backend: WebgpuBackend,
  a: ProductOperand,
  b: ProductOperand,
  batch: number[],
  end: Pick<ProductEnd, 'bias' | 'biasAlong'> & ActivationAttributes,
  training: boolean,
): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { activation, bias, biasAlong } = end;
  const keepsInput = training && activation !== 'linear' && !slopeFromValue(end);
  if (keepsInput || hasParameter(activation)) {
    const product = webgpuProduct(backend, a, b, batch, { bias, biasAlong, activation: 'linear' });
    const value = runElementProgram(backend, activationProgram(end), [product], product.shape);
    if (keepsInput) return { outputs: [value], kept: [product] };
    backend.disposeData(product.dataId);
    return { outputs: [value], kept: training ? [share(backend, value)] : [] };
  }
  const product = webgpuProduct(backend, a, b, batch, { bias, biasAlong, activation });
  return { outputs: [product], kept: training && activation !== 'linear' ? [share(backend, product)] : [] };
}

function share(backend: WebgpuBackend, tensor: tf.TensorInfo): tf.TensorInfo {
  backend.incRef(tensor.dataId);
  return { ...tensor };
}

export function matMulWebgpu({
  inputs,
  attributes,
  backend,
  training,
}: WebgpuKernelCall<MatMulInputs, MatMulAttributes>): { outputs: tf.TensorInfo[]; kept: tf.TensorInfo[] } {
  const { a, b, bias } = inputs;
  const { transposeA, transposeB, activation, alpha, batch = productBatch(a, b) } = attributes;
  return productWithEnd(
    backend,
    { tensor: a, transpose: transposeA },
    { tensor: b, transpose: transposeB },
    batch,
    { bias, biasAlong: 'columns', activation, alpha },
    training,
  );
}
