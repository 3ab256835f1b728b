// Slices and splits along one axis: runs of memory, where stock copies element by element.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import type { KernelRepair } from './repair';

/** Copies the part [begin, begin + size) of one axis into a new tensor. */
function part(heap: WasmHeap, x: tf.TensorInfo, axis: number, begin: number, size: number): tf.TensorInfo {
  const shape = [...x.shape];
  shape[axis] = size;
  const result = heap.output(shape, x.dtype);
  const inner = tf.util.sizeFromShape(x.shape.slice(axis + 1)) * 4;
  const rows = tf.util.sizeFromShape(x.shape.slice(0, axis));
  const rowBytes = x.shape[axis] * inner;
  heap.kernels.copyRows(
    rows,
    size * inner,
    heap.pointer(x) + begin * inner,
    rowBytes,
    heap.pointer(result),
    size * inner,
  );
  return result;
}

const wordTypes = ['float32', 'int32'];

export const slice: KernelRepair = {
  kernelName: 'Slice',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!wordTypes.includes(x.dtype)) return stock(call);
    const { begin, size } = call.attrs as { begin: number | number[]; size: number | number[] };
    const [starts, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size);
    tf.slice_util.assertParamsValid(x as tf.Tensor, starts, sizes);
    const cut = x.shape.flatMap((length, axis) => (sizes[axis] === length ? [] : [axis]));
    if (cut.length === 0) return heap.share(x);
    return cut.length === 1 ? part(heap, x, cut[0], starts[cut[0]], sizes[cut[0]]) : stock(call);
  },
  proofs: [],
};

export const split: KernelRepair = {
  kernelName: 'SplitV',
  why: 'copies element by element',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!wordTypes.includes(x.dtype)) return stock(call);
    const { numOrSizeSplits, axis } = call.attrs as { numOrSizeSplits: number | number[]; axis: number };
    const [cut] = tf.util.parseAxisParam(axis, x.shape);
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, cut);
    let begin = 0;
    return sizes.map((size) => {
      begin += size;
      return part(heap, x, cut, begin - size, size);
    });
  },
  proofs: [],
};
