// Convolutions that stock refuses or gets wrong on WASM: channels first, rounding modes, and the fused forms with any
// bias and activation. Plain convolutions are ours as well, because the product on the spot is faster than stock.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import { activationCode, rowActivation } from '../../ops/activation-names';
import type { KernelRepair, StockCall, StockKernel } from '../repair';
import { runKernel } from '../run-kernel';
import { channelsLast, channelsLastAttributes, fromChannelsLast } from './data-format';
import { type ConvolutionAttributes, planarGeometry } from './geometry';
import { convolveForward } from './products';
import { convolutionInfo, type WindowAttributes, withExactBorder, withFittingImage } from './rounded-sizes';

interface FusedAttributes extends WindowAttributes {
  activation?: string;
  leakyreluAlpha?: number;
}

/** Attributes of a depthwise convolution. Its kernels take channels last on every backend, whatever the format says. */
function exactBorder(call: StockCall): FusedAttributes {
  const attributes = { ...(call.attrs as unknown as FusedAttributes), dataFormat: 'NHWC' as const };
  return withExactBorder(attributes, convolutionInfo(call.inputs.x.shape, call.inputs.filter.shape, attributes, true));
}

/** Absent inputs may be there by name. */
const isFloat = ({ inputs }: StockCall): boolean =>
  Object.values(inputs).every((input) => input == null || input.dtype === 'float32');

function convolve(call: StockCall, heap: WasmHeap, stock: StockKernel): tf.TensorInfo {
  if (!isFloat(call)) return stock(call) as tf.TensorInfo;
  const attributes = channelsLastAttributes(call.attrs as unknown as ConvolutionAttributes);
  const [x] = channelsLast([call.inputs.x], call, heap);
  const { filter, bias } = call.inputs;
  const geometry = planarGeometry(x.tensor.shape, filter.shape, attributes);
  const [, ...output] = geometry.output;
  const y = heap.output([geometry.batch, ...output, geometry.columns]);
  const activation = rowActivation((call.attrs.activation as string | undefined) ?? 'linear')!;
  convolveForward(heap, geometry, x.tensor, filter, y, bias, activationCode(activation));
  x.release();
  return call.attrs.dataFormat === 'NCHW' ? fromChannelsLast(y, call, heap) : y;
}

const activationKernels: Record<string, string> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** Values per channel, aligned with the channels of an image with channels first. */
function alignChannels(values: tf.TensorInfo, channelsFirst: boolean): tf.TensorInfo {
  if (!channelsFirst || values.shape.length !== 1 || values.shape[0] === 1) return values;
  return { ...values, shape: [values.shape[0], 1, 1] };
}

/** The fused kernel as its definition says: convolution, bias, activation. */
function compose(convolution: string, call: StockCall, heap: WasmHeap): tf.TensorInfo {
  const { x, filter, bias, preluActivationWeights } = call.inputs;
  const { activation = 'linear', leakyreluAlpha, dataFormat } = call.attrs as unknown as FusedAttributes;
  const channelsFirst = dataFormat === 'NCHW';
  let y = runKernel(convolution, { x, filter }, { ...call.attrs, activation: 'linear' }, call);
  const next = (kernelName: string, inputs: Record<string, tf.TensorInfo>): void => {
    const result = runKernel(kernelName, inputs, { alpha: leakyreluAlpha }, call);
    heap.release(y);
    y = result;
  };
  if (bias != null) next('Add', { a: y, b: alignChannels(bias, channelsFirst) });
  if (activation === 'linear') return y;
  const kernelName = activationKernels[activation];
  if (kernelName === undefined) throw new Error(`${convolution} has no activation "${activation}".`);
  if (activation === 'prelu') next(kernelName, { x: y, alpha: alignChannels(preluActivationWeights, channelsFirst) });
  else next(kernelName, { x: y });
  return y;
}

/** True for channels last and at most one bias and one slope per channel. */
function perChannel(call: StockCall, columns: number): boolean {
  const { bias, preluActivationWeights } = call.inputs;
  const fits = (values: tf.TensorInfo | undefined): boolean =>
    values == null || (values.shape.length === 1 && values.shape[0] === columns);
  return call.attrs.dataFormat !== 'NCHW' && fits(bias) && fits(preluActivationWeights);
}

const fuseConvolution: KernelRepair['run'] = (call, heap, stock) => {
  const activation = (call.attrs.activation as string | undefined) ?? 'linear';
  const fuses = rowActivation(activation) !== undefined && perChannel(call, call.inputs.filter.shape[3]);
  return fuses ? convolve(call, heap, stock) : compose('Conv2D', call, heap);
};

/** Stock has no elu; the other activations are right. */
const fuseDepthwise: KernelRepair['run'] = (call, heap, stock) => {
  const { filter } = call.inputs;
  const fuses = call.attrs.activation !== 'elu' && perChannel(call, filter.shape[2] * filter.shape[3]);
  if (!fuses) return compose('DepthwiseConv2dNative', call, heap);
  return withFittingImage(call, exactBorder(call), heap, stock);
};

const line = (): tf.Tensor4D => tf.range(1, 5).reshape([1, 1, 4, 1]);
const square = (): tf.Tensor4D => tf.range(1, 10).reshape([1, 3, 3, 1]);
const pair = (): tf.Tensor4D => tf.ones([1, 2, 1, 1]);

export const convolution: KernelRepair = {
  kernelName: 'Conv2D',
  why: 'slower than the product of ours; refuses channels first; leaves values unwritten for some rounding modes',
  run: convolve,
  proofs: [
    {
      expression: 'conv2d([1,2,3,4] as NCHW, [1,1], valid)',
      compute: () => tf.conv2d(line().reshape<tf.Tensor4D>([1, 1, 1, 4]), pair(), 1, 'valid', 'NCHW'),
      stock: { throws: "does not support dataFormat:'channelsFirst'" },
      right: [3, 5, 7],
    },
    {
      expression: 'conv2d(1..9 as 3x3, ones as 2x2, stride 2, pad 0, ceil)',
      compute: () => tf.conv2d(square(), tf.ones([2, 2, 1, 1]) as tf.Tensor4D, 2, 0, 'NHWC', 1, 'ceil'),
      stock: { notRun: 'some values are what the heap held before' },
      right: [12, 9, 15, 9],
    },
  ],
};

export const depthwiseConvolution: KernelRepair = {
  kernelName: 'DepthwiseConv2dNative',
  why: 'leaves the output unwritten where dimRoundingMode is ceil or round',
  run: (call, heap, stock) => withFittingImage(call, exactBorder(call), heap, stock),
  proofs: [
    {
      expression: 'depthwiseConv2d(1..9 as 3x3, ones as 2x2, stride 2, pad 0, ceil)',
      compute: () => tf.depthwiseConv2d(square(), tf.ones([2, 2, 1, 1]) as tf.Tensor4D, 2, 0, 'NHWC', 1, 'ceil'),
      stock: { notRun: 'some values are what the heap held before' },
      right: [12, 9, 15, 9],
    },
  ],
};

export const fusedConvolution: KernelRepair = {
  kernelName: 'FusedConv2D',
  why: 'takes no bias but one value per channel, no elu, no channels first',
  run: fuseConvolution,
  proofs: [
    {
      expression: 'relu(conv2d([1,2,3,4], [1,1], valid) - 4) as one fused op with a scalar bias',
      compute: () =>
        tf.fused.conv2d({
          x: line(),
          filter: pair(),
          strides: 1,
          pad: 'valid',
          bias: tf.scalar(-4),
          activation: 'relu',
        }),
      stock: { throws: 'only supports rank-1 bias' },
      right: [0, 1, 3],
    },
  ],
};

export const fusedDepthwiseConvolution: KernelRepair = {
  kernelName: 'FusedDepthwiseConv2D',
  why: 'takes no bias but one value per channel, and no elu',
  run: fuseDepthwise,
  proofs: [
    {
      expression: 'relu(depthwiseConv2d([1,2,3,4], [1,1], valid) - 4) as one fused op with a scalar bias',
      compute: () =>
        tf.fused.depthwiseConv2d({
          x: line(),
          filter: pair(),
          strides: 1,
          pad: 'valid',
          bias: tf.scalar(-4),
          activation: 'relu',
        }),
      stock: { throws: 'only supports rank-1 bias' },
      right: [0, 1, 3],
    },
  ],
};
