// Parts of tensors: slices, splits, rows by number. Runs of memory, where stock copies element by element.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { isPlain, readStrided, stridesOf } from './copy-grid';
import type { KernelRepair } from './repair';

/** The box of `sizes` elements that begins at `starts`. */
function box(heap: WasmHeap, x: tf.TensorInfo, starts: number[], sizes: number[], shape = sizes): tf.TensorInfo {
  const strides = stridesOf(x.shape);
  const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis], 0);
  return readStrided(heap, x, shape, { offset, strides, lengths: sizes });
}

/** Parts of one axis, one after the other; `shapeOf` gives the shape of a part from that of its box. */
function parts(
  heap: WasmHeap,
  x: tf.TensorInfo,
  axis: number,
  sizes: number[],
  shapeOf = (shape: number[]): number[] => shape,
): tf.TensorInfo[] {
  let begin = 0;
  return sizes.map((size) => {
    const starts = x.shape.map((_, index) => (index === axis ? begin : 0));
    const lengths = x.shape.map((length, index) => (index === axis ? size : length));
    begin += size;
    return box(heap, x, starts, lengths, shapeOf(lengths));
  });
}

export const slice: KernelRepair = {
  kernelName: 'Slice',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!isPlain(x.dtype)) return stock(call);
    const { begin, size } = call.attrs as { begin: number | number[]; size: number | number[] };
    const [starts, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
    tf.slice_util.assertParamsValid(x as tf.Tensor, starts, sizes);
    return sizes.every((length, axis) => length === x.shape[axis]) ? heap.share(x) : box(heap, x, starts, sizes);
  },
  proofs: [],
};

export const split: KernelRepair = {
  kernelName: 'SplitV',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!isPlain(x.dtype)) return stock(call);
    const { numOrSizeSplits, axis } = call.attrs as { numOrSizeSplits: number | number[]; axis: number };
    const [cut] = tf.util.parseAxisParam(axis, x.shape);
    return parts(heap, x, cut, tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, cut));
  },
  proofs: [],
};

export const unstack: KernelRepair = {
  kernelName: 'Unpack',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { value } = call.inputs;
    if (!isPlain(value.dtype)) return stock(call);
    const [axis] = tf.util.parseAxisParam(call.attrs.axis as number, value.shape);
    const sizes = new Array<number>(value.shape[axis]).fill(1);
    return parts(heap, value, axis, sizes, (shape) => shape.filter((_, index) => index !== axis));
  },
  proofs: [],
};

interface StridedSliceAttributes {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

export const stridedSlice: KernelRepair = {
  kernelName: 'StridedSlice',
  why: 'copies element by element, and takes int32 for float32',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!isPlain(x.dtype)) return stock(call);
    const given = call.attrs as unknown as StridedSliceAttributes;
    const { finalShape, begin, end, strides } = tf.slice_util.sliceInfo(
      x.shape,
      given.begin,
      given.end,
      given.strides,
      given.beginMask,
      given.endMask,
      given.ellipsisMask,
      given.newAxisMask,
      given.shrinkAxisMask,
    );
    const steps = stridesOf(x.shape);
    return readStrided(heap, x, finalShape, {
      offset: begin.reduce((sum, start, axis) => sum + start * steps[axis], 0),
      strides: steps.map((step, axis) => step * strides[axis]),
      lengths: tf.slice_util.computeOutShape(begin, end, strides),
    });
  },
  proofs: [
    {
      expression: 'stridedSlice of int32 [1, 2, 3, 4] with stride 2',
      compute: () => tf.stridedSlice(tf.tensor1d([1, 2, 3, 4], 'int32'), [0], [4], [2]),
      stock: { values: [1.4e-45, 4.2e-45] },
      right: [1, 3],
    },
  ],
};

export const reverse: KernelRepair = {
  kernelName: 'Reverse',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!isPlain(x.dtype)) return stock(call);
    if (x.shape.length === 0) return heap.share(x);
    const axes = tf.util.parseAxisParam(call.attrs.dims as number | number[], x.shape);
    const strides = stridesOf(x.shape);
    return readStrided(heap, x, x.shape, {
      offset: axes.reduce((sum, axis) => sum + (x.shape[axis] - 1) * strides[axis], 0),
      strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    });
  },
  proofs: [],
};

export const gather: KernelRepair = {
  kernelName: 'GatherV2',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x, indices } = call.inputs;
    if (!isPlain(x.dtype) || indices.dtype !== 'int32') return stock(call);
    const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
    const [along] = tf.util.parseAxisParam(axis, x.shape);
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
      tf.backend_util.segment_util.collectGatherOpShapeInfo(x as tf.Tensor, indices as tf.Tensor, along, batchDims);
    const y = heap.output(outputShape, x.dtype);
    const count = batchSize === 0 ? 0 : tf.util.sizeFromShape(indices.shape) / batchSize;
    const bytes = sliceSize * tf.util.bytesPerElement(x.dtype);
    const wrong = heap.kernels.gatherRows(
      batchSize,
      outerSize,
      dimSize,
      bytes,
      count,
      heap.pointer(x),
      heap.pointer(indices),
      heap.pointer(y),
    );
    if (wrong >= 0) {
      const id = (call.backend as { readSync(id: object): Int32Array }).readSync(indices.dataId)[wrong];
      throw new Error(`GatherV2: the index value ${id} is not in [0, ${dimSize - 1}]`);
    }
    return y;
  },
  proofs: [],
};
