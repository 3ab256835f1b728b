// Tensors put together: concat, stack, tile. Runs of memory, where stock copies element by element.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../backends/wasm-heap';
import { copyGrid, isPlain, stridesOf } from './copy-grid';
import type { KernelRepair } from './repair';

/** Writes the blocks of each tensor, [outer, its own size], side by side. */
function join(heap: WasmHeap, tensors: tf.TensorInfo[], outer: number, shape: number[]): tf.TensorInfo {
  const result = heap.output(shape, tensors[0].dtype);
  if (tf.util.sizeFromShape(shape) === 0) return result;
  const size = tf.util.bytesPerElement(result.dtype);
  const row = tf.util.sizeFromShape(shape) / outer;
  let begin = 0;
  for (const x of tensors) {
    const length = tf.util.sizeFromShape(x.shape) / outer;
    if (length > 0) {
      copyGrid(heap, size, heap.pointer(x), heap.pointer(result) + begin * size, [
        { length: outer, from: length, to: row },
        { length, from: 1, to: 1 },
      ]);
    }
    begin += length;
  }
  return result;
}

export const concat: KernelRepair = {
  kernelName: 'Concat',
  why: 'copies one row at a time from JavaScript',
  run(call, heap, stock) {
    // The inputs of this kernel and of stack are lists.
    const tensors = Object.values(call.inputs);
    if (!isPlain(tensors[0].dtype)) return stock(call);
    const shapes = tensors.map(({ shape }) => shape);
    const [axis] = tf.util.parseAxisParam(call.attrs.axis as number, shapes[0]);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    const shape = tf.backend_util.computeOutShape(shapes, axis);
    const filled = tensors.filter((x) => tf.util.sizeFromShape(x.shape) > 0);
    if (filled.length === 1) return heap.share(filled[0]);
    return join(heap, tensors, tf.util.sizeFromShape(shape.slice(0, axis)), shape);
  },
  proofs: [],
};

export const stack: KernelRepair = {
  kernelName: 'Pack',
  why: 'copies one row at a time from JavaScript',
  run(call, heap, stock) {
    const tensors = Object.values(call.inputs);
    const [first] = tensors;
    if (!isPlain(first.dtype)) return stock(call);
    for (const x of tensors) {
      tf.util.assertShapesMatch(first.shape, x.shape, 'All tensors passed to stack must have matching shapes');
      tf.util.assert(first.dtype === x.dtype, () => 'All tensors passed to stack must have matching dtypes');
    }
    const rank = first.shape.length + 1;
    const axis = ((call.attrs.axis as number) + rank) % rank;
    const shape = [...first.shape.slice(0, axis), tensors.length, ...first.shape.slice(axis)];
    if (tensors.length === 1) return heap.share(first, shape);
    return join(heap, tensors, tf.util.sizeFromShape(first.shape.slice(0, axis)), shape);
  },
  proofs: [],
};

export const tile: KernelRepair = {
  kernelName: 'Tile',
  why: 'computes the place of every element anew',
  run(call, heap, stock) {
    const { x } = call.inputs;
    if (!isPlain(x.dtype)) return stock(call);
    const reps = call.attrs.reps as number[];
    if (reps.every((count) => count === 1)) return heap.share(x);
    const shape = x.shape.map((length, axis) => length * reps[axis]);
    const y = heap.output(shape, x.dtype);
    if (tf.util.sizeFromShape(shape) === 0) return y;
    const from = stridesOf(x.shape);
    const to = stridesOf(shape);
    const axes = x.shape.flatMap((length, axis) => [
      { length: reps[axis], from: 0, to: length * to[axis] },
      { length, from: from[axis], to: to[axis] },
    ]);
    copyGrid(heap, tf.util.bytesPerElement(x.dtype), heap.pointer(x), heap.pointer(y), axes);
    return y;
  },
  proofs: [],
};

export const depthToSpace: KernelRepair = {
  kernelName: 'DepthToSpace',
  why: 'computes the place of every element anew',
  run(call, heap, stock) {
    const { x } = call.inputs;
    const { blockSize, dataFormat } = call.attrs as { blockSize: number; dataFormat: string };
    if (!isPlain(x.dtype) || dataFormat !== 'NHWC') return stock(call);
    const [batch, height, width, channels] = x.shape;
    const depth = channels / (blockSize * blockSize);
    const shape = [batch, height * blockSize, width * blockSize, depth];
    const y = heap.output(shape, x.dtype);
    if (tf.util.sizeFromShape(shape) === 0) return y;
    const row = width * blockSize * depth;
    copyGrid(heap, tf.util.bytesPerElement(x.dtype), heap.pointer(x), heap.pointer(y), [
      { length: batch * height, from: width * channels, to: blockSize * row },
      { length: width, from: channels, to: blockSize * depth },
      { length: blockSize, from: blockSize * depth, to: row },
      { length: blockSize * depth, from: 1, to: 1 },
    ]);
    return y;
  },
  proofs: [],
};
