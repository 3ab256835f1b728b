// A buffer of no bytes cannot be bound to a shader. Kernels of the WebGPU backend that make something out of an empty
// tensor and one that is not; those that make it out of empty tensors alone run on the host.
import * as tf from '@tensorflow/tfjs';
import type { BackendRepair } from './repair';

const isEmpty = ({ shape }: tf.TensorInfo): boolean => tf.util.sizeFromShape(shape) === 0;

export const updateNothing: BackendRepair = {
  kernelName: 'TensorScatterUpdate',
  backends: ['webgpu'],
  why: 'zeros and errors on the device where there is nothing to update',
  run: (call, stock, kernels) =>
    isEmpty(call.inputs.updates) ? kernels.run('Identity', { x: call.inputs.tensor }) : stock(call),
  proofs: [
    {
      expression: 'tensorScatterUpdate([1, 2], no indices, no updates)',
      compute: () => tf.tensorScatterUpdate(tf.tensor1d([1, 2]), tf.tensor2d([], [0, 1], 'int32'), tf.tensor1d([])),
      stock: { notRun: 'WebGPU only: [0, 0], and errors on the device' },
      right: [1, 2],
    },
  ],
};

const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** Without inner steps the product is zero, and bias and activation are left. */
export const fusedProductOfNothing: BackendRepair = {
  kernelName: '_FusedMatMul',
  backends: ['webgpu'],
  why: 'zeros and errors on the device where there are no inner steps; the bias is lost',
  run(call, stock, kernels) {
    const { a, b, bias, preluActivationWeights } = call.inputs;
    if (!isEmpty(a) || !isEmpty(b)) return stock(call);
    const { transposeA, transposeB, activation, leakyreluAlpha } = call.attrs as {
      transposeA: boolean;
      transposeB: boolean;
      activation: string;
      leakyreluAlpha?: number;
    };
    let result = kernels.run('BatchMatMul', { a, b }, { transposeA, transposeB });
    const next = (kernelName: string, inputs: Record<string, tf.TensorInfo>, attrs: object = {}): void => {
      const before = result;
      result = kernels.run(kernelName, inputs, attrs);
      kernels.release(before);
    };
    if (bias != null) next('Add', { a: result, b: bias });
    const kernelName = activationKernels[activation];
    if (kernelName === 'Prelu') next(kernelName, { x: result, alpha: preluActivationWeights });
    else if (kernelName !== undefined) next(kernelName, { x: result }, { alpha: leakyreluAlpha });
    return result;
  },
  proofs: [
    {
      expression: 'relu(zeros[1,0] zeros[0,3] + [1, -2, 3]) as one fused op',
      compute: () =>
        tf.fused.matMul({
          a: tf.zeros([1, 0]),
          b: tf.zeros([0, 3]),
          bias: tf.tensor1d([1, -2, 3]),
          activation: 'relu',
        }),
      stock: { notRun: 'WebGPU only: [0, 0, 0], and errors on the device' },
      right: [1, 0, 3],
    },
  ],
};
