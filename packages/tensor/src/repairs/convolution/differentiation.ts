// Gradients of convolutions, on every backend: with dilations, with rounding modes, and of every order.
//
// All of these are linear in the image, in the filter and in the gradient of the output, so each derivative is again one
// of them. A dilated convolution is a plain one with zeros between the taps of the filter.
import * as tf from '@tensorflow/tfjs';
import type { GradientRepair } from '../repair';
import { convolutionInfo, type WindowAttributes, withExactBorder } from './rounded-sizes';

type Attributes = WindowAttributes & { filterShape?: number[]; inputShape?: number[] };

/** Runs a kernel so that a tape sees it. */
function run(kernelName: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernelName, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}

function dilationsOf({ dilations }: WindowAttributes): [number, number] {
  return typeof dilations === 'number' ? [dilations, dilations] : (dilations ?? [1, 1]);
}

/** A filter [height, width, in, out] with zeros between its taps. */
function spread(filter: tf.Tensor, [down, across]: [number, number]): tf.Tensor {
  if (down === 1 && across === 1) return filter;
  const [height, width, inputs, outputs] = filter.shape;
  const cells = tf.pad(tf.reshape(filter, [height, 1, width, 1, inputs * outputs]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ]);
  const full = tf.reshape(cells, [height * down, width * across, inputs, outputs]);
  return tf.slice(full, [0, 0, 0, 0], [(height - 1) * down + 1, (width - 1) * across + 1, inputs, outputs]);
}

/** The taps of a filter that `spread` has made, or of its gradient. */
function gather(wide: tf.Tensor, [down, across]: [number, number], filterShape: number[]): tf.Tensor {
  if (down === 1 && across === 1) return wide;
  const [height, width, inputs, outputs] = filterShape;
  const full = tf.pad(wide as tf.Tensor4D, [
    [0, down - 1],
    [0, across - 1],
    [0, 0],
    [0, 0],
  ]);
  const cells = tf.reshape(full, [height, down, width, across, inputs * outputs]);
  return tf.reshape(tf.slice(cells, [0, 0, 0, 0, 0], [height, 1, width, 1, inputs * outputs]), filterShape);
}

interface Family {
  forward: string;
  toInput: string;
  toFilter: string;
  depthwise: boolean;
}

const plain: Family = {
  forward: 'Conv2D',
  toInput: 'Conv2DBackpropInput',
  toFilter: 'Conv2DBackpropFilter',
  depthwise: false,
};
const perChannel: Family = {
  forward: 'DepthwiseConv2dNative',
  toInput: 'DepthwiseConv2dNativeBackpropInput',
  toFilter: 'DepthwiseConv2dNativeBackpropFilter',
  depthwise: true,
};
const spatial: Family = {
  forward: 'Conv3D',
  toInput: 'Conv3DBackpropInputV2',
  toFilter: 'Conv3DBackpropFilterV2',
  depthwise: false,
};

/** Gradient of the forward pass. */
function forwardGradient({ forward, toInput, toFilter, depthwise }: Family): tf.GradConfig {
  return {
    kernelName: forward,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attrs) => {
      const given = attrs as unknown as Attributes;
      const format = depthwise ? 'NHWC' : given.dataFormat;
      const info = convolutionInfo(x.shape, filter.shape, { ...given, dataFormat: format }, depthwise);
      const dilations = dilationsOf(given);
      const shared = { ...withExactBorder(given, info), dilations: [1, 1] };
      const wideShape = [info.effectiveFilterHeight, info.effectiveFilterWidth, ...filter.shape.slice(2)];
      return {
        x: () =>
          run(toInput, { dy: dy as tf.Tensor, filter: spread(filter, dilations) }, { ...shared, inputShape: x.shape }),
        filter: () =>
          gather(
            run(toFilter, { x, dy: dy as tf.Tensor }, { ...shared, filterShape: wideShape }),
            dilations,
            filter.shape,
          ),
      };
    },
  };
}

/** Gradient of the gradient with respect to the image: `second` has the shape of the image. */
function inputGradient({ forward, toInput, toFilter }: Family): tf.GradConfig {
  return {
    kernelName: toInput,
    inputsToSave: ['dy', 'filter'],
    gradFunc: (second, [dy, filter], attrs) => ({
      dy: () => run(forward, { x: second as tf.Tensor, filter }, { dilations: 1, ...attrs }),
      filter: () => run(toFilter, { x: second as tf.Tensor, dy }, { ...attrs, filterShape: filter.shape }),
    }),
  };
}

/** Gradient of the gradient with respect to the filter: `second` has the shape of the filter. */
function filterGradient({ forward, toInput, toFilter }: Family): tf.GradConfig {
  return {
    kernelName: toFilter,
    inputsToSave: ['x', 'dy'],
    gradFunc: (second, [x, dy], attrs) => ({
      x: () => run(toInput, { dy, filter: second as tf.Tensor }, { ...attrs, inputShape: x.shape }),
      dy: () => run(forward, { x, filter: second as tf.Tensor }, { dilations: 1, ...attrs }),
    }),
  };
}

const line = (): tf.Tensor4D => tf.range(1, 6).reshape([1, 1, 5, 1]);
const noGradient = 'gradient function not found';

/** d/dt of the squared length of the gradient of sum(y^2) at t times the arguments. */
function secondAlong(f: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor, by: 'x' | 'filter'): tf.Tensor {
  const pair = tf.tensor4d([1, 2], [1, 2, 1, 1]);
  const inner = (x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor =>
    by === 'x'
      ? tf.grad((z) => tf.sum(tf.square(f(z as tf.Tensor4D, filter))))(x)
      : tf.grad((z) => tf.sum(tf.square(f(x, z as tf.Tensor4D))))(filter);
  return tf.grad((x) => tf.sum(inner(x as tf.Tensor4D, pair)))(line());
}

export const convolutionGradients: GradientRepair[] = [
  {
    kernelName: 'Conv2D',
    why: 'throws for dilations; forgets dimRoundingMode',
    config: () => forwardGradient(plain),
    proofs: [
      {
        expression: 'gradient of sum(conv2d([1..5], filter [1,2,1,1], dilation [1,2], valid)) for the filter',
        compute: () =>
          tf.grad((filter) => tf.sum(tf.conv2d(line(), filter as tf.Tensor4D, 1, 'valid', 'NHWC', [1, 2])))(
            tf.ones([1, 2, 1, 1]),
          ),
        stock: { throws: 'dilation rates greater than 1' },
        right: [6, 12],
      },
    ],
  },
  {
    kernelName: 'DepthwiseConv2dNative',
    why: 'throws for dilations',
    config: () => forwardGradient(perChannel),
    proofs: [
      {
        expression: 'gradient of sum(depthwiseConv2d([1..5], filter [1,2,1,1], dilation [1,2], valid)) for the filter',
        compute: () =>
          tf.grad((filter) => tf.sum(tf.depthwiseConv2d(line(), filter as tf.Tensor4D, 1, 'valid', 'NHWC', [1, 2])))(
            tf.ones([1, 2, 1, 1]),
          ),
        stock: { throws: 'dilation rates greater than 1' },
        right: [6, 12],
      },
    ],
  },
  {
    kernelName: 'Conv2DBackpropFilter',
    why: 'no second derivative',
    config: () => filterGradient(plain),
    proofs: [
      {
        expression: 'gradient for x of the sum of the filter gradient of sum(conv2d(x, [1,2])^2) at x = 1..5',
        compute: () => secondAlong((x, filter) => tf.conv2d(x, filter, 1, 'valid'), 'filter'),
        stock: { throws: 'Conv2DBackpropFilter' },
        right: [16, 48, 72, 96, 64],
      },
    ],
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    why: 'no second derivative',
    config: () => inputGradient(perChannel),
    proofs: [
      {
        expression: 'gradient for x of the sum of the gradient of sum(depthwiseConv2d(x, [1,2])^2) at x = 1..5',
        compute: () => secondAlong((x, filter) => tf.depthwiseConv2d(x, filter, 1, 'valid'), 'x'),
        stock: { throws: 'DepthwiseConv2dNativeBackpropInput' },
        right: [6, 18, 18, 18, 12],
      },
    ],
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    why: 'no second derivative',
    config: () => filterGradient(perChannel),
    proofs: [
      {
        expression: 'gradient for x of the sum of the filter gradient of sum(depthwiseConv2d(x, [1,2])^2) at x = 1..5',
        compute: () => secondAlong((x, filter) => tf.depthwiseConv2d(x, filter, 1, 'valid'), 'filter'),
        stock: { throws: 'DepthwiseConv2dNativeBackpropFilter' },
        right: [16, 48, 72, 96, 64],
      },
    ],
  },
  {
    kernelName: 'Conv3DBackpropInputV2',
    why: 'no second derivative',
    config: () => inputGradient(spatial),
    proofs: [
      {
        expression: 'gradient for x of the sum of the gradient of sum(conv3d(x, [1,2])^2) at x = 1..5',
        compute: () => secondAlong(asSpatial, 'x'),
        stock: { throws: noGradient },
        right: [6, 18, 18, 18, 12],
      },
    ],
  },
  {
    kernelName: 'Conv3DBackpropFilterV2',
    why: 'no second derivative',
    config: () => filterGradient(spatial),
    proofs: [
      {
        expression: 'gradient for x of the sum of the filter gradient of sum(conv3d(x, [1,2])^2) at x = 1..5',
        compute: () => secondAlong(asSpatial, 'filter'),
        stock: { throws: noGradient },
        right: [16, 48, 72, 96, 64],
      },
    ],
  },
];

/** The same line as a convolution in three dimensions. */
function asSpatial(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor {
  return tf.conv3d(x.reshape<tf.Tensor5D>([1, 1, 1, 5, 1]), filter.reshape<tf.Tensor5D>([1, 1, 2, 1, 1]), 1, 'valid');
}
