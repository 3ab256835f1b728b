import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { activationCode, type KernelActivation, kernelActivations } from '../ops/activation-names';
import { stockProduct } from './batch-mat-mul';
import type { KernelRepair, StockCall } from './repair';

interface FusedAttributes {
  transposeA: boolean;
  transposeB: boolean;
  activation?: string;
  leakyreluAlpha?: number;
}

/** The stock kernels of activations, for types other than float32. */
const stockActivations: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** Runs a kernel on a tensor that goes with it. */
function passOn(
  name: string,
  tensor: tf.TensorInfo,
  inputs: Record<string, tf.TensorInfo>,
  attrs: tf.NamedAttrMap,
  call: StockCall,
  heap: WasmHeap,
): tf.TensorInfo {
  const kernel = tf.getKernel(name, 'wasm').kernelFunc as unknown as (call: StockCall) => tf.TensorInfo;
  const result = kernel({ inputs, attrs, backend: call.backend });
  heap.release(tensor);
  return result;
}

/** One value for each column, whatever axes of size 1 stand before them. */
function isVector(bias: tf.TensorInfo, columns: number, rank: number): boolean {
  return (
    bias.dtype === 'float32' &&
    bias.shape.length >= 1 &&
    bias.shape.length <= rank &&
    bias.shape[bias.shape.length - 1] === columns &&
    tf.util.sizeFromShape(bias.shape) === columns
  );
}

function activate(
  x: tf.TensorInfo,
  { activation = 'linear', leakyreluAlpha = 0.2 }: FusedAttributes,
  call: StockCall,
  heap: WasmHeap,
): tf.TensorInfo {
  if (activation === 'linear') return x;
  const own = kernelActivations.find((name) => name === activation);
  if (own !== undefined && x.dtype === 'float32') {
    const pointer = heap.pointer(x);
    const size = tf.util.sizeFromShape(x.shape);
    heap.kernels.activationForward(size, pointer, pointer, activationCode(own), leakyreluAlpha);
    return x;
  }
  const stockName = stockActivations[activation];
  if (stockName === undefined) throw new Error(`_FusedMatMul has no activation "${activation}" for ${x.dtype}.`);
  const inputs: Record<string, tf.TensorInfo> = { x };
  if (stockName === 'Prelu') inputs.alpha = call.inputs.preluActivationWeights;
  return passOn(stockName, x, inputs, { alpha: leakyreluAlpha }, call, heap);
}

export const fusedMatMul: KernelRepair = {
  kernelName: '_FusedMatMul',
  why: 'adds the bias once per 48 inner steps and applies the activation to partial sums when transposed or batched',
  run(call, heap) {
    const { a, b, bias } = call.inputs;
    const attributes = call.attrs as unknown as FusedAttributes;
    const { activation = 'linear', leakyreluAlpha = 0.2, transposeB } = attributes;
    const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
    const vector =
      bias !== undefined && a.dtype === 'float32' && isVector(bias, columns, Math.max(a.shape.length, b.shape.length));
    const own = kernelActivations.find((name) => name === activation);
    if (own !== undefined && a.dtype === 'float32' && (bias === undefined || vector)) {
      return stockProduct('_FusedMatMul', call, heap, { bias, activation: own, alpha: alphaOf(own, leakyreluAlpha) });
    }
    let result = stockProduct('_FusedMatMul', call, heap, {
      bias: vector ? bias : undefined,
      activation: 'linear',
    });
    if (bias !== undefined && !vector) result = passOn('Add', result, { a: result, b: bias }, {}, call, heap);
    return activate(result, attributes, call, heap);
  },
  proofs: [
    {
      expression: 'relu(ones[2,64] ones[3,64]^T + [1,2,3]) as one fused op',
      compute: () => fused(1),
      stock: { values: [66, 68, 70, 70, 70, 70] },
      right: [65, 66, 67, 65, 66, 67],
    },
    {
      expression: 'relu(-ones[2,64] ones[3,64]^T + [1,2,3]) as one fused op',
      compute: () => fused(-1),
      stock: { values: [0, 0, 0, 0, 0, 0] },
      right: [0, 0, 0, 0, 0, 0],
    },
  ],
};

function alphaOf(activation: KernelActivation, alpha: number): number | undefined {
  return activation === 'leakyrelu' ? alpha : undefined;
}

function fused(sign: number): tf.Tensor {
  return tf.fused.matMul({
    a: tf.fill([2, 64], sign),
    b: tf.ones([3, 64]),
    transposeB: true,
    bias: tf.tensor1d([1, 2, 3]),
    activation: 'relu',
  });
}
