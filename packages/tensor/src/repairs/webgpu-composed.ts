// Stock kernels of the WebGPU backend that fail for some inputs, replaced by other kernels of that backend.
import * as tf from '@tensorflow/tfjs';
import type { BackendRepair, OtherKernels, Proof, StockCall } from './repair';

/** Storage buffers that a shader may use everywhere, less one for the result. */
const inputsAtOnce = 7;

/** One shader reads all inputs: their number is limited, and it takes floats only. */
export const addMany: BackendRepair = {
  kernelName: 'AddN',
  backends: ['webgpu'],
  why: 'garbage for more inputs than a shader may have, and for int32',
  run(call, stock, kernels) {
    const tensors = Object.values(call.inputs);
    const floating = tensors.every(({ dtype }) => dtype === 'float32');
    const add = (inputs: tf.TensorInfo[]): tf.TensorInfo =>
      floating || inputs.length === 1
        ? (stock({ ...call, inputs: inputs as unknown as StockCall['inputs'] }) as tf.TensorInfo)
        : kernels.run('Add', { a: inputs[0], b: inputs[1] });
    const step = floating ? inputsAtOnce : 2;
    let sum = add(tensors.slice(0, step));
    for (let at = step; at < tensors.length; at += step - 1) {
      const next = add([sum, ...tensors.slice(at, at + step - 1)]);
      kernels.release(sum);
      sum = next;
    }
    return sum;
  },
  proofs: [
    {
      expression: 'addN of [1], [2], ... [40]',
      compute: () => tf.addN(Array.from({ length: 40 }, (_, index) => tf.tensor1d([index + 1]))),
      stock: { notRun: 'WebGPU only: zeros, and four errors on the device' },
      right: [820],
    },
  ],
};

/** The text of the shader for `reverse` contains the length of the axis, and its key in the cache does not. */
function fromTheEnd(kernelName: 'Cumsum' | 'Cumprod', proof: Proof): BackendRepair {
  return {
    kernelName,
    backends: ['webgpu'],
    why: 'reverse: the shader of another length is used again; gradients of cumsum and prod depend on what ran before',
    run(call, stock, kernels) {
      const { axis, reverse, exclusive } = call.attrs as { axis: number; reverse: boolean; exclusive: boolean };
      if (!reverse) return stock(call);
      const [dim] = tf.util.parseAxisParam(axis, call.inputs.x.shape);
      const turned = kernels.run('Reverse', { x: call.inputs.x }, { dims: [dim] });
      const summed = kernels.run(kernelName, { x: turned }, { axis: dim, exclusive, reverse: false });
      const result = kernels.run('Reverse', { x: summed }, { dims: [dim] });
      kernels.release(turned, summed);
      return result;
    },
    proofs: [proof],
  };
}

const twoLengths = (run: (x: tf.Tensor1D) => tf.Tensor): tf.Tensor => {
  run(tf.tensor1d([1, 1]));
  return run(tf.tensor1d([1, 2, 3, 4]));
};

export const cumsumFromTheEnd = fromTheEnd('Cumsum', {
  expression: 'cumsum([1, 2, 3, 4], 0, false, true) after cumsum([1, 1], 0, false, true)',
  compute: () => twoLengths((x) => tf.cumsum(x, 0, false, true)),
  stock: { notRun: 'WebGPU only: sums of some neighbours' },
  right: [10, 9, 7, 4],
});

export const cumprodFromTheEnd = fromTheEnd('Cumprod', {
  expression: 'cumprod([1, 2, 3, 4], 0, false, true) after cumprod([1, 1], 0, false, true)',
  compute: () => twoLengths((x) => tf.cumprod(x, 0, false, true)),
  stock: { notRun: 'WebGPU only: products of some neighbours' },
  right: [24, 24, 12, 4],
});

/** The shader indexes a five-dimensional place as if it were a vector: padded axes are padded one by one as [.., n, ..]. */
export const padMany: BackendRepair = {
  kernelName: 'PadV2',
  backends: ['webgpu'],
  why: 'no shader for rank 5 and more: zeros, and errors on the device',
  run(call, stock, kernels) {
    const { x } = call.inputs;
    if (x.shape.length < 5) return stock(call);
    const { paddings, constantValue } = call.attrs as unknown as { paddings: number[][]; constantValue: number };
    let padded = kernels.run('Identity', { x });
    paddings.forEach(([before, after], axis) => {
      if (before + after === 0) return;
      const { shape } = padded;
      const size = tf.util.sizeFromShape;
      const flat = [size(shape.slice(0, axis)), shape[axis], size(shape.slice(axis + 1))];
      const view = kernels.run('Reshape', { x: padded }, { shape: flat });
      const wider = kernels.run(
        'PadV2',
        { x: view },
        {
          paddings: [
            [0, 0],
            [before, after],
            [0, 0],
          ],
          constantValue,
        },
      );
      kernels.release(view, padded);
      const full = shape.map((length, index) => (index === axis ? before + length + after : length));
      padded = kernels.run('Reshape', { x: wider }, { shape: full });
      kernels.release(wider);
    });
    return padded;
  },
  proofs: [
    {
      expression: 'pad(ones[1,1,1,1,2], one zero behind on the last axis)',
      compute: () =>
        tf.pad(tf.ones([1, 1, 1, 1, 2]), [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 1],
        ]),
      stock: { notRun: 'WebGPU only: zeros, and errors on the device' },
      right: [1, 1, 0],
    },
  ],
};

export const linearSpaceOfOne: BackendRepair = {
  kernelName: 'LinSpace',
  backends: ['webgpu'],
  why: 'one value comes out as NaN',
  run(call, stock, kernels) {
    const { start, num } = call.attrs as { start: number; num: number };
    return num === 1 ? kernels.run('Fill', {}, { shape: [1], value: start, dtype: 'float32' }) : stock(call);
  },
  proofs: [
    {
      expression: 'linspace(2, 3, 1)',
      compute: () => tf.linspace(2, 3, 1),
      stock: { notRun: 'WebGPU only: NaN' },
      right: [2],
    },
  ],
};

/** Runs a kernel on int32 in the place of bool, which its shader does not know. */
function asIntegers(kernelName: string, names: string[], proof: Proof): BackendRepair {
  return {
    kernelName,
    backends: ['webgpu'],
    why: 'no shader for bool: garbage, and errors on the device',
    run(call, stock, kernels) {
      if (call.inputs[names[0]].dtype !== 'bool') return stock(call);
      const inputs = { ...call.inputs };
      for (const name of names) inputs[name] = kernels.run('Cast', { x: inputs[name] }, { dtype: 'int32' });
      const result = stock({ ...call, inputs }) as tf.TensorInfo;
      kernels.release(...names.map((name) => inputs[name]));
      const truth = kernels.run('Cast', { x: result }, { dtype: 'bool' });
      kernels.release(result);
      return truth;
    },
    proofs: [proof],
  };
}

export const scatterTruth = asIntegers('ScatterNd', ['updates'], {
  expression: 'scatterND([[2]], [true], [4])',
  compute: () => tf.scatterND(tf.tensor2d([2], [1, 1], 'int32'), tf.tensor1d([true], 'bool'), [4]),
  stock: { notRun: 'WebGPU only: garbage, and errors on the device' },
  right: [0, 0, 1, 0],
});

export const denseTruth = asIntegers('SparseToDense', ['sparseValues', 'defaultValue'], {
  expression: 'sparseToDense([2], [true], [4], false)',
  compute: () =>
    tf.sparseToDense(tf.tensor1d([2], 'int32'), tf.tensor1d([true], 'bool'), [4], tf.scalar(false, 'bool')),
  stock: { notRun: 'WebGPU only: garbage, and errors on the device' },
  right: [0, 0, 1, 0],
});

/** Minus true is true, as on the other backends. */
export const negatedTruth: BackendRepair = {
  kernelName: 'Neg',
  backends: ['webgpu'],
  why: 'true on the GPU becomes 255',
  run: (call, stock, kernels) => (call.inputs.x.dtype === 'bool' ? kernels.run('Identity', call.inputs) : stock(call)),
  proofs: [
    {
      expression: 'neg([false, true]), made on the GPU',
      compute: () => tf.cast(tf.neg(tf.greater(tf.slice(tf.range(0, 2000), 0, 2), 0)), 'int32'),
      stock: { notRun: 'WebGPU only: 0, 255' },
      right: [0, 1],
    },
  ],
};

/** Counts per class: the sum over the places of weight times one-hot class. */
function counts(call: StockCall, kernels: OtherKernels, flat: boolean): tf.TensorInfo {
  const { x, weights } = call.inputs;
  const { size, binaryOutput = false } = call.attrs as { size: number; binaryOutput?: boolean };
  const shape = flat || x.shape.length === 1 ? [tf.util.sizeFromShape(x.shape)] : x.shape;
  const indices = kernels.run('Reshape', { x }, { shape });
  const hot = kernels.run('OneHot', { indices }, { depth: size, onValue: 1, offValue: 0, dtype: 'float32' });
  kernels.release(indices);
  let marked = hot;
  if (!binaryOutput && tf.util.sizeFromShape(weights.shape) > 0) {
    const factors = kernels.run('Reshape', { x: weights }, { shape: [...shape, 1] });
    marked = kernels.run('Multiply', { a: hot, b: factors });
    kernels.release(factors, hot);
  }
  const axis = [shape.length - 1];
  const result = binaryOutput
    ? kernels.run('Max', { x: marked }, { reductionIndices: axis, keepDims: false })
    : kernels.run('Sum', { x: marked }, { axis, keepDims: false });
  kernels.release(marked);
  return result;
}

export const counting: BackendRepair = {
  kernelName: 'Bincount',
  backends: ['webgpu'],
  why: 'no shader for the images that image.threshold hands over',
  run: (call, stock, kernels) => (call.inputs.x.shape.length === 1 ? stock(call) : counts(call, kernels, true)),
  proofs: [
    {
      expression: "image.threshold([[[1], [1], [9]]], 'otsu')",
      compute: () => tf.image.threshold(tf.tensor3d([1, 1, 9], [1, 3, 1], 'int32'), 'otsu'),
      stock: { notRun: 'WebGPU only: zeros, and errors on the device' },
      right: [0, 0, 255],
    },
  ],
};

export const denseCounting: BackendRepair = {
  kernelName: 'DenseBincount',
  backends: ['cpu', 'webgpu'],
  why: 'loses counts of matrices and most of their weights on webgpu; binary output counts on cpu, and has no shader',
  run(call, stock, kernels) {
    const wrong =
      tf.getBackend() === 'webgpu' || (call.attrs.binaryOutput === true && call.inputs.x.shape.length === 1);
    return wrong ? counts(call, kernels, false) : stock(call);
  },
  proofs: [
    {
      expression: 'denseBincount([1, 0, 1], [], 3, binary)',
      compute: () => tf.denseBincount(tf.tensor1d([1, 0, 1], 'int32'), [], 3, true),
      stock: { values: [1, 2, 0] },
      right: [1, 1, 0],
    },
    {
      expression: 'denseBincount([[1, 0, 1]], [[1, 2, -3]], 2)',
      compute: () => tf.denseBincount(tf.tensor2d([1, 0, 1], [1, 3], 'int32'), tf.tensor2d([1, 2, -3], [1, 3]), 2),
      stock: { notRun: 'WebGPU only: [2, 1]' },
      right: [2, -2],
    },
  ],
};

/** The shortcut for small tensors makes two views and forgets to release them. */
export const gatherWithoutLeak: BackendRepair = {
  kernelName: 'GatherNd',
  backends: ['webgpu'],
  why: 'leaves two references behind for small tensors, so that their memory is never freed',
  run(call, stock, kernels) {
    const backend = call.backend as { refCount(dataId: object): number };
    const inputs = Object.values(call.inputs);
    const before = inputs.map(({ dataId }) => backend.refCount(dataId));
    const result = stock(call) as tf.TensorInfo;
    inputs.forEach((input, index) => {
      for (let extra = backend.refCount(input.dataId) - before[index]; extra > 0; extra--) kernels.release(input);
    });
    return result;
  },
  proofs: [
    {
      expression: 'buffers that gatherND([1, 2, 3], [[1]]) leaves behind',
      compute: () => {
        const buffers = tf.backend().numDataIds();
        tf.tidy(() => void tf.gatherND(tf.tensor1d([1, 2, 3]), tf.tensor2d([1], [1, 1], 'int32')));
        return tf.scalar(tf.backend().numDataIds() - buffers);
      },
      stock: { notRun: 'WebGPU only: 2' },
      right: [0],
    },
  ],
};

/**
 * Stock renames an int32 buffer to float32. Its own shaders ask the buffer for its type and convert at each read; shaders
 * of others read the tensor as what it says it is, and do not compile.
 */
export const castToFloat: BackendRepair = {
  kernelName: 'Cast',
  backends: ['webgpu'],
  why: 'int32 and bool on the GPU are renamed to float32, not converted: shaders of other packages cannot read them',
  run(call, stock, kernels) {
    const result = stock(call) as tf.TensorInfo;
    const { tensorMap } = call.backend as { tensorMap: { get(dataId: object): { dtype: tf.DataType } } };
    if (result.dtype !== 'float32' || tensorMap.get(result.dataId).dtype === 'float32') return result;
    // The identity in one pass over the values.
    const converted = kernels.run('LeakyRelu', { x: result }, { alpha: 1 });
    kernels.release(result);
    return converted;
  },
  proofs: [
    {
      expression: 'matMul(a, cast(a > 0, float32)), a = [[1, -1], [2, 3]] made on the GPU',
      compute: () => {
        const a = tf.add(tf.tensor2d([0, -2, 1, 2], [2, 2]), tf.slice(tf.ones([200, 200]), [0, 0], [1, 1]));
        return tf.matMul(a, tf.cast(tf.greater(a, 0), 'float32'));
      },
      stock: { notRun: 'WebGPU only: zeros and errors on the device from kernels that are not stock' },
      right: [0, -1, 5, 3],
    },
  ],
};
