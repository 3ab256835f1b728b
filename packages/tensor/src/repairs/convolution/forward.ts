// Convolutions that stock refuses or gets wrong on WASM: channels first, rounding modes, and the fused forms with any
// bias and activation. What stock does well stays with stock.
import * as tf from '@tensorflow/tfjs';
import type { WasmHeap } from '../../backends/wasm-heap';
import type { KernelRepair, StockCall, StockKernel } from '../repair';
import { runKernel } from '../run-kernel';
import { channelsLast, channelsLastAttributes, fromChannelsLast } from './data-format';
import { convolutionInfo, type WindowAttributes, withExactBorder, withFittingImage } from './rounded-sizes';

interface FusedAttributes extends WindowAttributes {
  activation?: string;
  leakyreluAlpha?: number;
}

function attributesOf(call: StockCall, depthwise: boolean): FusedAttributes {
  const attributes = call.attrs as unknown as FusedAttributes;
  // Depthwise kernels of every backend take channels last, whatever the format says.
  const format = depthwise ? 'NHWC' : attributes.dataFormat;
  const info = convolutionInfo(
    call.inputs.x.shape,
    call.inputs.filter.shape,
    { ...attributes, dataFormat: format },
    depthwise,
  );
  return withExactBorder(attributes, info);
}

function convolve(call: StockCall, heap: WasmHeap, stock: StockKernel): tf.TensorInfo {
  const attributes = attributesOf(call, false);
  if (attributes.dataFormat !== 'NCHW') return withFittingImage(call, attributes, heap, stock);
  const [x] = channelsLast([call.inputs.x], call, heap);
  const inputs = { x: x.tensor, filter: call.inputs.filter };
  const y = withFittingImage({ ...call, inputs }, channelsLastAttributes(attributes), heap, stock);
  x.release();
  return fromChannelsLast(y, call, heap);
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
  let y = runKernel(convolution, { x, filter }, call.attrs, call);
  const next = (kernelName: string, inputs: Record<string, tf.TensorInfo>): void => {
    const result = runKernel(kernelName, inputs, { alpha: leakyreluAlpha }, call);
    heap.release(y);
    y = result;
  };
  if (bias !== undefined) next('Add', { a: y, b: alignChannels(bias, channelsFirst) });
  if (activation === 'linear') return y;
  const kernelName = activationKernels[activation];
  if (kernelName === undefined) throw new Error(`${convolution} has no activation "${activation}".`);
  if (activation === 'prelu') next(kernelName, { x: y, alpha: alignChannels(preluActivationWeights, channelsFirst) });
  else next(kernelName, { x: y });
  return y;
}

/** True where the fused stock kernel is right: channels last, one bias and one slope per channel. */
function stockFuses(call: StockCall, columns: number): boolean {
  const { bias, preluActivationWeights } = call.inputs;
  const { activation = 'linear', dataFormat } = call.attrs as unknown as FusedAttributes;
  const perChannel = (values: tf.TensorInfo | undefined): boolean =>
    values === undefined || (values.shape.length === 1 && values.shape[0] === columns);
  return (
    dataFormat !== 'NCHW' &&
    ['linear', 'relu', 'relu6', 'sigmoid', 'prelu', 'leakyrelu'].includes(activation) &&
    perChannel(bias) &&
    perChannel(preluActivationWeights)
  );
}

function fuse(convolution: string, depthwise: boolean): KernelRepair['run'] {
  return (call, heap, stock) => {
    const { filter } = call.inputs;
    const columns = depthwise ? filter.shape[2] * filter.shape[3] : filter.shape[3];
    if (!stockFuses(call, columns)) return compose(convolution, call, heap);
    return withFittingImage(call, attributesOf(call, depthwise), heap, stock);
  };
}

const line = (): tf.Tensor4D => tf.range(1, 5).reshape([1, 1, 4, 1]);
const square = (): tf.Tensor4D => tf.range(1, 10).reshape([1, 3, 3, 1]);
const pair = (): tf.Tensor4D => tf.ones([1, 2, 1, 1]);

export const convolution: KernelRepair = {
  kernelName: 'Conv2D',
  why: 'refuses channels first; leaves the output unwritten where dimRoundingMode is ceil or round',
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
  run: (call, heap, stock) => withFittingImage(call, attributesOf(call, true), heap, stock),
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
  run: fuse('Conv2D', false),
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
  run: fuse('DepthwiseConv2dNative', true),
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
