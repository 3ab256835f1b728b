import type { KernelInputs, WasmKernelCall, WasmMemory } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type HeapMatrix, kernelRows, multiply, multiplyChannels, rowsOf } from './matrices';
import { type PairBlockAttributes, type PairBlockInputs, type PairBlockParts, unpackBlock } from './parts';
import { scalesOf } from './reference';

type Handles = KernelInputs<PairBlockInputs<tf.Tensor>>;

/** A block on the heap. */
export interface HeapBlock {
  memory: WasmMemory;
  attributes: PairBlockAttributes;
  parts: PairBlockParts<tf.TensorInfo>;
  /** Batch and side of the pairs. */
  shape: [batch: number, side: number];
  /** The mask, where it leaves a vertex out. */
  gaps: tf.TensorInfo | undefined;
}

/** Results of the layers of both MLPs. The first layers read x once: `first` holds both results side by side. */
export interface Factors {
  first: tf.TensorInfo;
  /** Results of the later layers of each MLP. */
  later: [tf.TensorInfo[], tf.TensorInfo[]];
}

export function heapBlock(memory: WasmMemory, inputs: Handles, attributes: PairBlockAttributes): HeapBlock {
  const parts = unpackBlock<tf.TensorInfo>(inputs, attributes.depths);
  const [batch, side] = parts.x.shape;
  const { mask } = parts;
  const gaps = mask && new Float32Array(memory.buffer, memory.pointer(mask), batch * side).includes(0);
  return { memory, attributes, parts, shape: [batch, side], gaps: gaps ? mask : undefined };
}

/** Tensors for the results of the MLPs, in the order in which `factorTensors` lists them. */
export function factorsFrom({ parts: { mlp1, mlp2 } }: HeapBlock, make: (width: number) => tf.TensorInfo): Factors {
  const widths = [mlp1, mlp2].map((layers) => layers.map(({ kernel }) => kernel.shape[1]));
  const first = make(widths[0][0] + widths[1][0]);
  const [later1, later2] = widths.map((each) => each.slice(1).map(make));
  return { first, later: [later1, later2] };
}

export const factorTensors = ({ first, later }: Factors): tf.TensorInfo[] => [first, ...later[0], ...later[1]];

/** Result of a layer of MLP 0 or 1. */
export function layerValue(
  { parts: { mlp1, mlp2 } }: HeapBlock,
  factors: Factors,
  mlp: 0 | 1,
  layer: number,
): HeapMatrix {
  if (layer > 0) return rowsOf(factors.later[mlp][layer - 1]);
  const width = mlp1[0].kernel.shape[1];
  return mlp === 0 ? rowsOf(factors.first, 0, width) : rowsOf(factors.first, width, mlp2[0].kernel.shape[1]);
}

export function lastValue(block: HeapBlock, factors: Factors, mlp: 0 | 1): HeapMatrix {
  return layerValue(block, factors, mlp, block.attributes.depths[mlp] - 1);
}

export const pairTensor = ({ memory, shape: [batch, side] }: HeapBlock, width: number): tf.TensorInfo =>
  memory.output([batch, side, side, width]);

/** Kernels and biases of both first layers side by side; to be released. */
export function firstLayers({ memory, parts: { mlp1, mlp2 } }: HeapBlock): {
  kernel: tf.TensorInfo;
  bias: tf.TensorInfo;
} {
  const both = [mlp1[0], mlp2[0]];
  const [inputs] = both[0].kernel.shape;
  const widths = both.map(({ bias }) => bias.shape[0]);
  const width = widths[0] + widths[1];
  const kernel = memory.output([inputs, width]);
  const bias = memory.output([width]);
  both.forEach((layer, index) => {
    const offset = index * widths[0] * 4;
    const bytes = widths[index] * 4;
    const copy = (rows: number, from: tf.TensorInfo, to: tf.TensorInfo): void =>
      memory.kernels.copyRows(rows, bytes, memory.pointer(from), bytes, memory.pointer(to) + offset, width * 4);
    copy(inputs, layer.kernel, kernel);
    copy(1, layer.bias, bias);
  });
  return { kernel, bias };
}

/** Sets the pairs that do not count to 0. */
export function clearGaps({ memory, gaps, shape: [batch, side] }: HeapBlock, matrix: HeapMatrix): void {
  if (gaps === undefined) return;
  const at = memory.pointer(matrix.tensor) + matrix.offset;
  memory.kernels.clearPairs(batch, side, memory.pointer(gaps), at, matrix.columns * 4, matrix.rowStep);
}

/** Multiplies the pairs of every graph by its scale. */
export function scaleGraphs(
  { memory, attributes, parts: { mask }, shape: [batch, side] }: HeapBlock,
  x: tf.TensorInfo,
): void {
  if (attributes.scaling === 'none') return;
  const factors = memory.workspace(batch * 4);
  const values = mask && new Float32Array(memory.buffer, memory.pointer(mask), batch * side);
  const counts = Array.from({ length: batch }, (_, graph) =>
    values === undefined ? side : values.subarray(graph * side, (graph + 1) * side).reduce((sum, one) => sum + one, 0),
  );
  new Float32Array(memory.buffer, factors, batch).set(counts.map((count) => scalesOf(attributes.scaling, count)));
  const at = memory.pointer(x);
  memory.kernels.scaleRows(batch, side * side * x.shape[3], at, factors, at);
}

/** Runs both MLPs into `factors` and multiplies their results into `product`. */
export function runFactors(block: HeapBlock, factors: Factors, product: tf.TensorInfo): void {
  const { memory, parts, shape } = block;
  const both = firstLayers(block);
  multiply(memory, rowsOf(parts.x), rowsOf(both.kernel), rowsOf(factors.first), { bias: both.bias, relu: true });
  memory.release(both.kernel);
  memory.release(both.bias);
  for (const mlp of [0, 1] as const) {
    const layers = mlp === 0 ? parts.mlp1 : parts.mlp2;
    for (let layer = 1; layer < layers.length; layer++) {
      const { kernel, bias } = layers[layer];
      const [from, to] = [layer - 1, layer].map((each) => layerValue(block, factors, mlp, each));
      multiply(memory, from, kernelRows(kernel), to, { bias, relu: true });
    }
  }
  const [left, right] = ([0, 1] as const).map((mlp) => lastValue(block, factors, mlp));
  // Vertices that do not count are neither rows nor steps of the product then.
  clearGaps(block, left);
  multiplyChannels(memory, shape, { matrix: left }, { matrix: right }, product);
  scaleGraphs(block, product);
}

export function pairBlockWasm({
  inputs,
  attributes,
  memory,
  training,
}: WasmKernelCall<PairBlockInputs<tf.Tensor>, PairBlockAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const block = heapBlock(memory, inputs, attributes);
  const { x, skip } = block.parts;
  const relu = attributes.skipActivation === 'relu';
  const y = pairTensor(block, skip.kernel.shape[1]);
  const factors = factorsFrom(block, (width) => pairTensor(block, width));
  const product = pairTensor(block, skip.kernel.shape[0] - x.shape[3]);
  runFactors(block, factors, product);
  multiply(memory, rowsOf(x), kernelRows(skip.kernel, 0, x.shape[3]), rowsOf(y));
  multiply(memory, rowsOf(product), kernelRows(skip.kernel, x.shape[3]), rowsOf(y), {
    add: true,
    bias: skip.bias,
    relu,
  });
  clearGaps(block, rowsOf(y));
  const work = [...factorTensors(factors), product];
  const kept = relu && training ? [memory.share(y)] : [];
  if (training && !attributes.checkpoint) return { outputs: [y], kept: [...kept, ...work] };
  for (const tensor of work) memory.release(tensor);
  return { outputs: [y], kept };
}
