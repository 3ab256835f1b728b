// Stock kernels of the WebGPU backend that compute the right values and give them the wrong shape.
import * as tf from '@tensorflow/tfjs';
import type { BackendRepair, OtherKernels, Proof, StockCall, StockKernel } from './repair';

/** Gives the result a shape; the result of the stock kernel is used up. */
function reshaped(result: tf.TensorInfo, shape: number[], kernels: OtherKernels): tf.TensorInfo {
  const view = kernels.run('Reshape', { x: result }, { shape });
  kernels.release(result);
  return view;
}

function withoutAxis(kernelName: 'ArgMax' | 'ArgMin', proof: Proof): BackendRepair {
  return {
    kernelName,
    backends: ['webgpu'],
    why: 'a tensor of rank 1 gives shape [1] instead of a scalar',
    run(call, stock, kernels) {
      const result = stock(call) as tf.TensorInfo;
      return call.inputs.x.shape.length === 1 ? reshaped(result, [], kernels) : result;
    },
    proofs: [proof],
  };
}

export const argMaxShape = withoutAxis('ArgMax', {
  expression: 'stack([argMax([1, 3, 2])])',
  compute: () => tf.stack([tf.argMax([1, 3, 2])]),
  stock: { notRun: 'WebGPU only: shape [1]' },
  right: [1],
});

export const argMinShape = withoutAxis('ArgMin', {
  expression: 'stack([argMin([1, 3, 0])])',
  compute: () => tf.stack([tf.argMin([1, 3, 0])]),
  stock: { notRun: 'WebGPU only: shape [1]' },
  right: [2],
});

/** Small tensors are multiplied on the host, and there the kept axes are forgotten. */
export const prodShape: BackendRepair = {
  kernelName: 'Prod',
  backends: ['webgpu'],
  why: 'keepDims is forgotten for small tensors',
  run(call, stock, kernels) {
    const { x } = call.inputs;
    const { axis, keepDims } = call.attrs as { axis: number | number[] | null; keepDims: boolean };
    const result = stock(call) as tf.TensorInfo;
    if (!keepDims) return result;
    const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape);
    return reshaped(
      result,
      x.shape.map((length, index) => (axes.includes(index) ? 1 : length)),
      kernels,
    );
  },
  proofs: [
    {
      expression: 'prod([[1, 2], [3, 4]], 1, true) - [[1], [1]]',
      compute: () => tf.sub(tf.prod(tf.tensor2d([1, 2, 3, 4], [2, 2]), 1, true), tf.ones([2, 1])),
      stock: { notRun: 'WebGPU only: broadcasts to [1, 11, 1, 11]' },
      right: [1, 11],
    },
  ],
};

/** The parts of a complex tensor keep the shape they were made with, whatever the tensor was reshaped to. */
function part(kernelName: 'Real' | 'Imag', proof: Proof): BackendRepair {
  return {
    kernelName,
    backends: ['webgpu'],
    why: 'forgets the shape of a complex tensor that was reshaped: fft of a vector, stack and expandDims come out wrong',
    run: (call, stock, kernels) => reshaped(stock(call) as tf.TensorInfo, call.inputs.input.shape, kernels),
    proofs: [proof],
  };
}

const reshapedComplex = (): tf.Tensor => tf.reshape(tf.complex([1, 2], [3, 4]), [2, 1]);

export const realShape = part('Real', {
  expression: 'real(reshape(complex([1, 2], [3, 4]), [2, 1])) + [10, 20]',
  compute: () => tf.add(tf.real(reshapedComplex()), tf.tensor1d([10, 20])),
  stock: { notRun: 'WebGPU only: [11, 22]' },
  right: [11, 21, 12, 22],
});

export const imagShape = part('Imag', {
  expression: 'imag(reshape(complex([1, 2], [3, 4]), [2, 1])) + [10, 20]',
  compute: () => tf.add(tf.imag(reshapedComplex()), tf.tensor1d([10, 20])),
  stock: { notRun: 'WebGPU only: [13, 24]' },
  right: [13, 23, 14, 24],
});

/** Runs a kernel of many inputs on the two parts of complex ones. */
function byParts(call: StockCall, kernelName: string, stock: StockKernel, kernels: OtherKernels): tf.TensorInfo {
  const tensors = Object.values(call.inputs);
  if (tensors[0].dtype !== 'complex64') return stock(call) as tf.TensorInfo;
  const [real, imag] = ['Real', 'Imag'].map((name) => {
    const parts = tensors.map((input) => kernels.run(name, { input }));
    const joined = kernels.run(kernelName, parts as unknown as StockCall['inputs'], call.attrs);
    kernels.release(...parts);
    return joined;
  });
  const result = kernels.run('Complex', { real, imag });
  kernels.release(real, imag);
  return result;
}

const complexPair = (): tf.Tensor[] => [tf.complex([1, 2], [3, 4]), tf.complex([5, 6], [7, 8])];

export const complexStack: BackendRepair = {
  kernelName: 'Pack',
  backends: ['webgpu'],
  why: 'complex tensors are joined end to end',
  run: (call, stock, kernels) => byParts(call, 'Pack', stock, kernels),
  proofs: [
    {
      expression: 'transpose(imag(stack([complex([1, 2], [3, 4]), complex([5, 6], [7, 8])])))',
      compute: () => tf.transpose(tf.imag(tf.stack(complexPair()))),
      stock: { notRun: 'WebGPU only: [3, 4, 7, 8]' },
      right: [3, 7, 4, 8],
    },
  ],
};

export const complexConcat: BackendRepair = {
  kernelName: 'Concat',
  backends: ['webgpu'],
  why: 'complex tensors that were reshaped are joined with the shape they had before',
  run: (call, stock, kernels) => byParts(call, 'Concat', stock, kernels),
  proofs: [
    {
      expression: 'imag(concat([reshape(z, [2, 1]), reshape(z, [2, 1])], 1)), z = complex([1, 2], [3, 4])',
      compute: () => tf.imag(tf.concat([reshapedComplex(), reshapedComplex()], 1)),
      stock: { notRun: 'WebGPU only: an error about the shapes' },
      right: [3, 3, 4, 4],
    },
  ],
};
