// Convolution, pooling and batch normalisation, both layouts.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, floats, integers, spaced } from '../differential-case';

type Pad = 'same' | 'valid' | number;
const negative = (x: number): number => -Math.abs(x) - 0.1;

const planes: Array<{
  image: number[];
  filter: number[];
  strides: number | [number, number];
  pad: Pad;
  dilations?: number;
}> = [
  { image: [1, 5, 5, 2], filter: [3, 3, 2, 3], strides: 1, pad: 'same' },
  { image: [2, 6, 5, 3], filter: [3, 2, 3, 2], strides: 2, pad: 'same' },
  { image: [2, 6, 7, 1], filter: [2, 3, 1, 5], strides: [2, 1], pad: 'valid' },
  { image: [1, 4, 4, 3], filter: [1, 1, 3, 4], strides: 1, pad: 'valid' },
  { image: [1, 6, 6, 2], filter: [3, 3, 2, 2], strides: 1, pad: 1 },
  { image: [1, 7, 7, 2], filter: [3, 3, 2, 2], strides: 1, pad: 'valid', dilations: 2 },
];

const described = ({ image, filter, strides, pad, dilations = 1 }: (typeof planes)[number]): string =>
  `[${image}] * [${filter}], stride ${strides}, ${pad}${dilations > 1 ? `, dilated ${dilations}` : ''}`;

const convolutions = planes.flatMap((plane): DifferentialCase[] => {
  const { image, filter, strides, pad, dilations = 1 } = plane;
  const inputs = [floats('image', image), floats('filter', filter)];
  return [
    {
      name: `Conv2D ${described(plane)}`,
      kernel: 'Conv2D',
      inputs,
      run: (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, pad, 'NHWC', dilations),
      // Stock refuses to differentiate dilated convolutions.
      gradient: dilations === 1 ? [0, 1] : undefined,
    },
    {
      name: `DepthwiseConv2dNative ${described(plane)}`,
      kernel: 'DepthwiseConv2dNative',
      inputs,
      run: (x, f) => tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, pad as 'same', 'NHWC', dilations),
      gradient: dilations === 1 ? [0, 1] : undefined,
    },
  ];
});

const channelsFirst: DifferentialCase[] = [
  {
    name: 'Conv2D NCHW',
    kernel: 'Conv2D',
    inputs: [floats('image', [2, 3, 5, 4]), floats('filter', [3, 3, 3, 2])],
    run: (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same', 'NCHW'),
    gradient: [0, 1],
  },
  {
    name: 'Conv2D NCHW, stride 2',
    kernel: 'Conv2D',
    inputs: [floats('image', [1, 2, 6, 5]), floats('filter', [2, 3, 2, 3])],
    run: (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 2, 'valid', 'NCHW'),
    gradient: [0, 1],
  },
];

const otherConvolutions: DifferentialCase[] = [
  ...(['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].map(
      (strides): DifferentialCase => ({
        name: `conv2dTranspose ${pad}, stride ${strides}`,
        kernel: 'Conv2DBackpropInput',
        inputs: [floats('small', [1, 3, 3, 2]), floats('filter', [3, 3, 4, 2])],
        run: (x, f) => {
          const size = pad === 'same' ? 3 * strides : (3 - 1) * strides + 3;
          return tf.conv2dTranspose(x as tf.Tensor4D, f as tf.Tensor4D, [1, size, size, 4], strides, pad);
        },
        gradient: [0, 1],
      }),
    ),
  ),
  ...(['same', 'valid'] as const).map(
    (pad): DifferentialCase => ({
      name: `conv1d ${pad}`,
      kernel: 'Conv2D',
      inputs: [floats('series', [2, 7, 3]), floats('filter', [3, 3, 2])],
      run: (x, f) => tf.conv1d(x as tf.Tensor3D, f as tf.Tensor3D, 1, pad),
      gradient: [0, 1],
    }),
  ),
  {
    name: 'separableConv2d',
    kernel: 'DepthwiseConv2dNative',
    inputs: [floats('image', [1, 5, 5, 2]), floats('depth', [3, 3, 2, 2]), floats('point', [1, 1, 4, 3])],
    run: (x, d, p) => tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, 1, 'same'),
    gradient: [0, 1, 2],
  },
  ...(['same', 'valid'] as const).flatMap((pad) =>
    [1, 2].map(
      (strides): DifferentialCase => ({
        name: `Conv3D ${pad}, stride ${strides}`,
        kernel: 'Conv3D',
        inputs: [floats('volume', [1, 3, 4, 5, 2]), floats('filter', [2, 2, 2, 2, 3])],
        run: (x, f) => tf.conv3d(x as tf.Tensor5D, f as tf.Tensor5D, strides, pad),
        gradient: [0, 1],
      }),
    ),
  ),
  {
    name: 'conv3dTranspose',
    kernel: 'Conv3DBackpropInputV2',
    inputs: [floats('volume', [1, 2, 2, 2, 2]), floats('filter', [2, 2, 2, 3, 2])],
    run: (x, f) => tf.conv3dTranspose(x as tf.Tensor5D, f as tf.Tensor5D, [1, 3, 3, 3, 3], 1, 'valid'),
  },
  ...(['relu', 'linear'] as const).flatMap((activation): DifferentialCase[] => [
    {
      name: `FusedConv2D ${activation}`,
      kernel: 'FusedConv2D',
      inputs: [floats('image', [1, 5, 5, 2]), floats('filter', [3, 3, 2, 3]), floats('bias', [3])],
      run: (x, filter, bias) =>
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias,
          activation,
        }),
      gradient: [0, 1, 2],
    },
    {
      name: `FusedDepthwiseConv2D ${activation}`,
      kernel: 'FusedDepthwiseConv2D',
      inputs: [floats('image', [1, 5, 5, 2]), floats('filter', [3, 3, 2, 1]), floats('bias', [2])],
      run: (x, filter, bias) =>
        tf.fused.depthwiseConv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias,
          activation,
        }),
      gradient: [0, 1, 2],
    },
  ]),
  ...(['sigmoid', 'relu6', 'elu', 'leakyrelu'] as const).flatMap((activation): DifferentialCase[] => [
    {
      name: `FusedConv2D ${activation}`,
      kernel: 'FusedConv2D',
      inputs: [floats('image', [1, 5, 5, 2]), floats('filter', [3, 3, 2, 3]), floats('bias', [3])],
      run: (x, filter, bias) =>
        tf.fused.conv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias,
          activation,
          leakyreluAlpha: 0.3,
        }),
    },
    {
      name: `FusedDepthwiseConv2D ${activation}`,
      kernel: 'FusedDepthwiseConv2D',
      inputs: [floats('image', [1, 5, 5, 2]), floats('filter', [3, 3, 2, 1]), floats('bias', [2])],
      run: (x, filter, bias) =>
        tf.fused.depthwiseConv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias,
          activation,
          leakyreluAlpha: 0.3,
        }),
    },
  ]),
  {
    name: 'FusedConv2D prelu',
    kernel: 'FusedConv2D',
    inputs: [
      floats('image', [1, 5, 5, 2]),
      floats('filter', [3, 3, 2, 3]),
      floats('bias', [3]),
      floats('alpha', [1, 1, 3]),
    ],
    run: (x, filter, bias, preluActivationWeights) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias,
        activation: 'prelu',
        preluActivationWeights,
      }),
  },
  {
    name: 'FusedConv2D NCHW',
    kernel: 'FusedConv2D',
    inputs: [floats('image', [1, 2, 5, 5]), floats('filter', [3, 3, 2, 3]), floats('bias', [3])],
    run: (x, filter, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        dataFormat: 'NCHW',
        bias: tf.reshape(bias, [3, 1, 1]),
        activation: 'relu',
      }),
  },
  ...(['same', 'valid'] as const).map(
    (pad): DifferentialCase => ({
      name: `Dilation2D ${pad}`,
      kernel: 'Dilation2D',
      inputs: [floats('image', [1, 5, 5, 2]), floats('filter', [2, 2, 2])],
      run: (x, f) => tf.dilation2d(x as tf.Tensor4D, f as tf.Tensor3D, 1, pad),
      gradient: [0, 1],
    }),
  ),
];

const pools = (
  [
    [2, 2, 'valid'],
    [2, 1, 'same'],
    [3, 2, 'same'],
    [[2, 3], [1, 2], 'valid'],
    [3, 1, 1],
  ] as Array<[number, number, Pad]>
).flatMap(([size, strides, pad]): DifferentialCase[] => {
  const label = `${size}, stride ${strides}, ${pad}`;
  const one = (name: string, kernel: string, run: (x: tf.Tensor4D) => tf.Tensor, below: boolean): DifferentialCase => ({
    name: `${name} ${label}${below ? ', negative values' : ''}`,
    kernel,
    inputs: [spaced(floats(`pool ${label}`, [2, 5, 6, 3], below ? negative : undefined))],
    run: (x) => run(x as tf.Tensor4D),
    gradient: [0],
  });
  return [false, true].flatMap((below) => [
    one('MaxPool', 'MaxPool', (x) => tf.maxPool(x, size, strides, pad), below),
    one('AvgPool', 'AvgPool', (x) => tf.avgPool(x, size, strides, pad), below),
  ]);
});

const volumePools = (['same', 'valid'] as const).flatMap((pad) =>
  [1, 2].flatMap((strides): DifferentialCase[] =>
    (['MaxPool3D', 'AvgPool3D'] as const).map((kernel) => ({
      name: `${kernel} ${pad}, stride ${strides}`,
      kernel,
      inputs: [floats('volume', [1, 3, 4, 4, 2], negative)],
      run: (x) => (kernel === 'MaxPool3D' ? tf.maxPool3d : tf.avgPool3d)(x as tf.Tensor5D, 2, strides, pad),
      gradient: [0],
    })),
  ),
);

const normalisation: DifferentialCase[] = [
  ...[
    [2, 3, 4, 3],
    [7, 3],
    [0, 3],
  ].flatMap((shape) =>
    (['both', 'scale', 'offset', 'neither'] as const).map(
      (given): DifferentialCase => ({
        name: `FusedBatchNorm [${shape}], ${given}`,
        kernel: 'FusedBatchNorm',
        inputs: [
          floats('x', shape),
          floats('mean', [3]),
          floats('variance', [3], (x) => Math.abs(x) + 0.5),
          floats('offset', [3]),
          floats('scale', [3]),
        ],
        run: (x, mean, variance, offset, scale) =>
          tf.batchNorm(
            x as tf.Tensor2D,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            given === 'both' || given === 'offset' ? (offset as tf.Tensor1D) : undefined,
            given === 'both' || given === 'scale' ? (scale as tf.Tensor1D) : undefined,
          ),
        gradient: given === 'both' ? [0, 1, 2, 3, 4] : [0, 1, 2],
      }),
    ),
  ),
];

const withIndexes: DifferentialCase[] = (['same', 'valid'] as const).map((pad) => ({
  name: `MaxPoolWithArgmax ${pad}`,
  kernel: 'MaxPoolWithArgmax',
  inputs: [floats('pool', [2, 5, 4, 2], negative)],
  run: (x) => {
    const { result, indexes } = tf.maxPoolWithArgmax(x as tf.Tensor4D, 2, 2, pad, true);
    return [result, indexes];
  },
}));

const integersOfImages: DifferentialCase[] = [
  {
    name: 'MaxPool of int32',
    kernel: 'MaxPool',
    inputs: [integers('pool', [1, 4, 4, 1])],
    run: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'),
  },
  {
    name: 'AvgPool of int32',
    kernel: 'AvgPool',
    inputs: [integers('pool', [1, 4, 4, 1])],
    run: (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'),
  },
];

export const convolutionCases: DifferentialCase[] = [
  ...convolutions,
  ...channelsFirst,
  ...otherConvolutions,
  ...pools,
  ...volumePools,
  ...normalisation,
  ...withIndexes,
  ...integersOfImages,
];
