import * as tf from '@tensorflow/tfjs';
import type { KernelRepair } from '../repair';
import { channelsLast, channelsLastAttributes, fromChannelsLast } from './data-format';
import { type ConvolutionAttributes, planarGeometry } from './geometry';
import { convolveToFilter, convolveToInput } from './products';

export const convolutionFilterGradient: KernelRepair = {
  kernelName: 'Conv2DBackpropFilter',
  why: 'missing: convolutions cannot be trained on wasm',
  run(call, heap) {
    const attributes = channelsLastAttributes(call.attrs as unknown as ConvolutionAttributes);
    const { filterShape } = attributes;
    const [x, dy] = channelsLast([call.inputs.x, call.inputs.dy], call, heap);
    const dw = heap.output(filterShape);
    convolveToFilter(heap, planarGeometry(x.tensor.shape, filterShape, attributes), x.tensor, dy.tensor, dw);
    x.release();
    dy.release();
    return dw;
  },
  proofs: [
    {
      expression:
        'gradient of sum(conv2d(ones[1,3,3,1], filter [2,2,1,1], stride 1, valid)) with respect to the filter',
      compute: () =>
        tf.grad((filter) => tf.sum(tf.conv2d(tf.ones([1, 3, 3, 1]) as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid')))(
          tf.ones([2, 2, 1, 1]),
        ),
      stock: { throws: "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'" },
      right: [4, 4, 4, 4],
    },
  ],
};

export const convolutionInputGradient: KernelRepair = {
  kernelName: 'Conv2DBackpropInput',
  why: 'scalar loop; ours is a product without a copy of patches',
  run(call, heap) {
    const attributes = channelsLastAttributes(call.attrs as unknown as ConvolutionAttributes);
    const { inputShape } = attributes;
    const [dy] = channelsLast([call.inputs.dy], call, heap);
    const first = call.attrs.dataFormat === 'NCHW';
    const [batch, channels, height, width] = inputShape;
    const shape = first ? [batch, height, width, channels] : inputShape;
    const dx = heap.output(shape);
    const { filter } = call.inputs;
    convolveToInput(heap, planarGeometry(shape, filter.shape, attributes), dy.tensor, filter, dx);
    dy.release();
    return first ? fromChannelsLast(dx, call, heap) : dx;
  },
  proofs: [],
};
