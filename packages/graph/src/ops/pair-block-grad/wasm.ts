// Backward pass of a block: the same few products, the gradient of a ReLU where it was written, and no tensor of zeros.
import type { WasmKernelCall } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type HeapMatrix, kernelRows, multiply, multiplyChannels, rowsOf, transposed } from '../pair-block/matrices';
import type { PairBlockAttributes, PairBlockInputs } from '../pair-block/parts';
import {
  clearGaps,
  type Factors,
  factorsFrom,
  factorTensors,
  firstLayers,
  type HeapBlock,
  heapBlock,
  lastValue,
  layerValue,
  pairTensor,
  runFactors,
  scaleGraphs,
} from '../pair-block/wasm';

/** Codes of the kernel that takes the gradient of an activation. */
const LINEAR = 0;
const RELU = 1;

/** dz in place of dy where the layer has a ReLU (`value` is its result), and the sum over all pairs in `bias`. */
function endGradient(
  { memory }: HeapBlock,
  dy: tf.TensorInfo,
  value: tf.TensorInfo | undefined,
  bias: tf.TensorInfo,
): void {
  const { rows, columns } = rowsOf(dy);
  const partial = memory.workspace(columns * 4);
  const at = memory.pointer(dy);
  const z = value ? memory.pointer(value) : 0;
  const code = value ? RELU : LINEAR;
  memory.kernels.activationBiasBackward(1, rows, columns, z, at, at, memory.pointer(bias), 1, code, partial, 0);
}

/** The slopes of the sum that ends the block; a copy where the gradient that came has to change. */
function slopesOfSum(block: HeapBlock, dy: tf.TensorInfo, y: tf.TensorInfo | undefined): tf.TensorInfo {
  if (y === undefined && block.gaps === undefined) return block.memory.share(dy);
  const { memory } = block;
  const copy = memory.output(dy.shape);
  const { rows, rowStep } = rowsOf(dy);
  memory.kernels.copyRows(rows, rowStep, memory.pointer(dy), rowStep, memory.pointer(copy), rowStep);
  clearGaps(block, rowsOf(copy));
  return copy;
}

/** What the forward pass kept, or the same computed again. */
function factorsAgain(block: HeapBlock, kept: tf.TensorInfo[]): { factors: Factors; product: tf.TensorInfo } {
  const { x, skip } = block.parts;
  if (!block.attributes.checkpoint) {
    const [...left] = kept;
    return { factors: factorsFrom(block, () => left.shift() as tf.TensorInfo), product: kept[kept.length - 1] };
  }
  const factors = factorsFrom(block, (width) => pairTensor(block, width));
  const product = pairTensor(block, skip.kernel.shape[0] - x.shape[3]);
  runFactors(block, factors, product);
  return { factors, product };
}

export function pairBlockGradWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<PairBlockInputs<tf.Tensor>, PairBlockAttributes>): { outputs: tf.TensorInfo[] } {
  const block = heapBlock(memory, inputs, attributes);
  const { x, mlp1, mlp2, skip } = block.parts;
  const kept: tf.TensorInfo[] = [];
  for (let index = 0; inputs[`kept${index}`] !== undefined; index++) kept.push(inputs[`kept${index}`] as tf.TensorInfo);
  const y = attributes.skipActivation === 'relu' ? kept.shift() : undefined;
  const { factors, product } = factorsAgain(block, kept);
  const like = (tensor: tf.TensorInfo): tf.TensorInfo => memory.output(tensor.shape);
  const slopes = { mlp: [mlp1, mlp2].map((layers) => layers.map(layerSlopes)), skip: layerSlopes(skip) };
  function layerSlopes({ kernel, bias }: { kernel: tf.TensorInfo; bias: tf.TensorInfo }) {
    return { kernel: like(kernel), bias: like(bias) };
  }

  // The sum: x and the product, each with its rows of the kernel.
  const dz = slopesOfSum(block, inputs.dy as tf.TensorInfo, y);
  endGradient(block, dz, y, slopes.skip.bias);
  const width = x.shape[3];
  multiply(memory, transposed(rowsOf(x)), rowsOf(dz), kernelRows(slopes.skip.kernel, 0, width));
  multiply(memory, transposed(rowsOf(product)), rowsOf(dz), kernelRows(slopes.skip.kernel, width));
  const dProduct = like(product);
  multiply(memory, rowsOf(dz), transposed(kernelRows(skip.kernel, width)), rowsOf(dProduct));
  scaleGraphs(block, dProduct);

  // The product, and the MLPs down to their first layers, whose slopes lie side by side as their values do.
  const dFirst = like(factors.first);
  const [left, right] = ([0, 1] as const).map((mlp) => ({ matrix: lastValue(block, factors, mlp) }));
  const dLast = [like(product), like(product)];
  const given = { matrix: rowsOf(dProduct) };
  multiplyChannels(memory, block.shape, given, { ...right, transpose: true }, dLast[0]);
  multiplyChannels(memory, block.shape, { ...left, transpose: true }, given, dLast[1]);
  memory.release(dProduct);
  for (const mlp of [0, 1] as const) {
    const layers = mlp === 0 ? mlp1 : mlp2;
    let slope = dLast[mlp];
    for (let layer = layers.length - 1; layer > 0; layer--) {
      const { kernel, bias } = slopes.mlp[mlp][layer];
      endGradient(block, slope, factors.later[mlp][layer - 1], bias);
      const before = layerValue(block, factors, mlp, layer - 1);
      multiply(memory, transposed(before), rowsOf(slope), rowsOf(kernel));
      const target = layer === 1 ? undefined : like(factors.later[mlp][layer - 2]);
      const place = target ? rowsOf(target) : firstPart(before, dFirst);
      multiply(memory, rowsOf(slope), transposed(rowsOf(layers[layer].kernel)), place);
      memory.release(slope);
      if (target) slope = target;
    }
    if (layers.length === 1) {
      copyInto(block, slope, firstPart(mlp === 0 ? left.matrix : right.matrix, dFirst));
      memory.release(slope);
    }
  }

  // Both first layers at once.
  const both = firstLayers(block);
  endGradient(block, dFirst, factors.first, both.bias);
  const dx = like(x);
  multiply(memory, rowsOf(dFirst), transposed(rowsOf(both.kernel)), rowsOf(dx));
  multiply(memory, rowsOf(dz), transposed(kernelRows(skip.kernel, 0, width)), rowsOf(dx), { add: true });
  multiply(memory, transposed(rowsOf(x)), rowsOf(dFirst), rowsOf(both.kernel));
  let first = 0;
  for (const [{ kernel, bias }] of slopes.mlp) {
    const [, columns] = kernel.shape;
    copyInto(block, rowsOf(both.kernel, first, columns), rowsOf(kernel));
    copyInto(block, rowsOf(both.bias, first, columns), rowsOf(bias));
    first += columns;
  }
  const work = [both.kernel, both.bias, dFirst, dz];
  if (attributes.checkpoint) work.push(...factorTensors(factors), product);
  for (const tensor of work) memory.release(tensor);
  const ends = [...slopes.mlp.flat(), slopes.skip];
  return { outputs: [dx, ...ends.flatMap(({ kernel, bias }) => [kernel, bias])] };
}

/** The same columns of the slopes of the first layers. */
function firstPart(value: HeapMatrix, dFirst: tf.TensorInfo): HeapMatrix {
  return { ...value, tensor: dFirst };
}

function copyInto({ memory }: HeapBlock, from: HeapMatrix | tf.TensorInfo, to: HeapMatrix): void {
  const source = 'tensor' in from ? from : rowsOf(from);
  const at = ({ tensor, offset }: HeapMatrix): number => memory.pointer(tensor) + offset;
  const { rows, columns } = source;
  memory.kernels.copyRows(rows, columns * 4, at(source), source.rowStep, at(to), to.rowStep);
}
