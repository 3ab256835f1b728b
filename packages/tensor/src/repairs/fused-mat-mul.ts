import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { activations } from '../ops/activation-names';
import { matMulWasm } from '../ops/mat-mul/wasm';
import type { KernelRepair, StockCall } from './repair';

interface FusedAttributes {
  transposeA: boolean;
  transposeB: boolean;
  activation: string;
  leakyreluAlpha?: number;
}

// Activations that have no place in our kernel run as the stock kernel of the same meaning.
const stockActivations: Record<string, string> = {
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

function runStock(
  name: string,
  inputs: Record<string, tf.TensorInfo>,
  attrs: object,
  call: StockCall,
  heap: WasmHeap,
): tf.TensorInfo {
  const kernel = tf.getKernel(name, 'wasm').kernelFunc as unknown as (call: object) => tf.TensorInfo;
  const result = kernel({ inputs, attrs, backend: call.backend });
  for (const input of Object.values(inputs))
    if (input !== call.inputs.bias && input !== call.inputs.preluActivationWeights) heap.release(input);
  return result;
}

export const fusedMatMul: KernelRepair = {
  kernelName: '_FusedMatMul',
  why: 'adds the bias once per 48 inner steps and applies the activation to partial sums when transposed or batched',
  run(call, heap) {
    const { a, b, bias, preluActivationWeights } = call.inputs;
    const { transposeA, transposeB, activation = 'linear', leakyreluAlpha } = call.attrs as unknown as FusedAttributes;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') {
      throw new Error(`_FusedMatMul for non-float32 tensors is not supported, got ${a.dtype} and ${b.dtype}.`);
    }
    const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
    const vector =
      bias !== undefined &&
      tf.util.sizeFromShape(bias.shape) === columns &&
      bias.shape[bias.shape.length - 1] === columns;
    const own = activations.find((name) => name === activation);
    const fuse = own !== undefined && (bias === undefined || vector);
    const attributes = { transposeA, transposeB, activation: fuse ? own : ('linear' as const) };
    const inputs = { a, b, ...(vector && { bias }) };
    let result = matMulWasm({ inputs, attributes, memory: heap, training: false }).outputs[0];
    if (bias !== undefined && !vector) result = runStock('Add', { a: result, b: bias }, {}, call, heap);
    if (fuse || activation === 'linear') return result;
    if (activation === 'relu') return runStock('Relu', { x: result }, {}, call, heap);
    const stockName = stockActivations[activation];
    if (stockName === undefined) throw new Error(`_FusedMatMul has no activation "${activation}".`);
    const unary: Record<string, tf.TensorInfo> = { x: result };
    if (stockName === 'Prelu') unary.alpha = preluActivationWeights;
    return runStock(stockName, unary, { alpha: leakyreluAlpha }, call, heap);
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

function fused(sign: number): tf.Tensor {
  return tf.fused.matMul({
    a: tf.fill([2, 64], sign),
    b: tf.ones([3, 64]),
    transposeB: true,
    bias: tf.tensor1d([1, 2, 3]),
    activation: 'relu',
  });
}
