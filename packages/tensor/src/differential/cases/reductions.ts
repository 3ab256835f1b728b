// Sums and their kin: every axis, kept or not, empty or not.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, exactly, flags, floats, integers, specialValues } from '../differential-case';

type Axis = number | number[] | undefined;

const layouts: Array<[shape: number[], axis: Axis]> = [
  [[5], undefined],
  [[], undefined],
  [[2, 3, 4], undefined],
  [[2, 3, 4], 1],
  [[2, 3, 4], -1],
  [
    [2, 3, 4],
    [0, 2],
  ],
  [
    [2, 3, 4],
    [1, 2],
  ],
  [[17, 9], 0],
  [[4, 6], undefined],
  [[3, 1, 2], 1],
  [[7, 65], 1],
  [[2, 0, 3], 0],
];
/** Layouts with nothing to reduce. */
const emptied: Array<[shape: number[], axis: Axis]> = [
  [[0], undefined],
  [[0, 3], 0],
  [[2, 0, 3], 1],
];

interface Reduction {
  kernel: string;
  run: (x: tf.Tensor, axis: Axis, keepDims: boolean) => tf.Tensor;
  value: (values: number[]) => number;
  /** False when the value of no numbers is an error. */
  empty?: boolean;
  dtypes?: Array<'int32' | 'bool'>;
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

const reductions: Reduction[] = [
  { kernel: 'Sum', run: tf.sum, value: total, dtypes: ['int32', 'bool'] },
  { kernel: 'Mean', run: tf.mean, value: (values) => total(values) / values.length, dtypes: ['int32', 'bool'] },
  {
    kernel: 'Prod',
    run: tf.prod,
    value: (values) => values.reduce((product, value) => product * value, 1),
    dtypes: ['int32', 'bool'],
  },
  { kernel: 'Max', run: tf.max, value: (values) => Math.max(...values), dtypes: ['int32'] },
  { kernel: 'Min', run: tf.min, value: (values) => Math.min(...values), dtypes: ['int32'] },
];

/** Reduces in float64, whatever the axes. */
function reduced(values: number[], shape: number[], axis: Axis, f: (values: number[]) => number): number[] {
  const axes = tf.util.parseAxisParam(axis ?? shape.map((_, index) => index), shape);
  const kept = shape.map((_, index) => index).filter((index) => !axes.includes(index));
  const groups = Array.from({ length: kept.reduce((size, index) => size * shape[index], 1) }, (): number[] => []);
  const strides = tf.util.computeStrides(shape);
  values.forEach((value, index) => {
    const place = tf.util.indexToLoc(index, shape.length, strides);
    groups[kept.reduce((at, one) => at * shape[one] + place[one], 0)].push(value);
  });
  return groups.map(f);
}

const said = (shape: number[], axis: Axis): string => `[${shape}], axis ${axis === undefined ? 'all' : `[${axis}]`}`;

function casesOf({ kernel, run, value, dtypes = [] }: Reduction): DifferentialCase[] {
  const floating = [...layouts, ...emptied].map(([shape, axis], index): DifferentialCase => {
    const name = `${kernel} ${said(shape, axis)}`;
    const keepDims = index % 2 === 1;
    return {
      name,
      kernel,
      inputs: [floats(name, shape)],
      run: (x) => run(x, axis, keepDims),
      oracle: shape.length > 0 && index >= layouts.length ? undefined : (x) => [reduced(x, shape, axis, value)],
      gradient: [0],
    };
  });
  return [
    ...floating,
    ...dtypes.map(
      (dtype): DifferentialCase => ({
        name: `${kernel} of ${dtype}`,
        kernel,
        inputs: [dtype === 'int32' ? integers(kernel, [3, 7]) : flags(kernel, [3, 7])],
        run: (x) => run(x, 1, false),
      }),
    ),
    ...[0, 1].map(
      (axis): DifferentialCase => ({
        name: `${kernel} of special values along ${axis}`,
        kernel,
        inputs: [
          exactly(
            specialValues.flatMap((a) => specialValues.map((b, at) => (at % 2 === 0 ? a : b))),
            [specialValues.length, specialValues.length],
          ),
        ],
        run: (x) => run(x, axis, false),
      }),
    ),
  ];
}

const cumulative = (['Cumsum', 'Cumprod'] as const).flatMap((kernel) =>
  [
    { shape: [5], axis: 0 },
    { shape: [2, 5], axis: -1 },
    { shape: [2, 5], axis: 0, exclusive: true },
    { shape: [2, 3, 4], axis: 1, reverse: true },
    { shape: [2, 3, 4], axis: -2, exclusive: true, reverse: true },
    { shape: [3, 0], axis: 1 },
    { shape: [2, 5], axis: 1, dtype: 'int32' as const },
  ].map(
    ({ shape, axis, exclusive = false, reverse = false, dtype }): DifferentialCase => ({
      name: `${kernel} ${dtype ?? ''}[${shape}], axis ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
      kernel,
      inputs: [dtype === undefined ? floats(kernel, shape) : integers(kernel, shape, 1, 4)],
      run: (x) => (kernel === 'Cumsum' ? tf.cumsum : tf.cumprod)(x, axis, exclusive, reverse),
      gradient: dtype === undefined ? [0] : undefined,
    }),
  ),
);

const winners = (['ArgMax', 'ArgMin'] as const).flatMap((kernel) => {
  const run = kernel === 'ArgMax' ? tf.argMax : tf.argMin;
  return [
    ...(
      [
        [[7], 0],
        [[1], 0],
        [[3, 5], 0],
        [[3, 5], -1],
        [[2, 3, 4], 1],
      ] as Array<[number[], number]>
    ).map(
      ([shape, axis]): DifferentialCase => ({
        name: `${kernel} ${said(shape, axis)}`,
        kernel,
        inputs: [floats(kernel, shape)],
        run: (x) => run(x, axis),
        gradient: [0],
      }),
    ),
    { name: `${kernel} of ties`, kernel, inputs: [exactly([1, 3, 3, 1, -2, -2])], run: (x: tf.Tensor) => run(x) },
    { name: `${kernel} of NaN`, kernel, inputs: [exactly([1, Number.NaN, 3, 2])], run: (x: tf.Tensor) => run(x) },
    { name: `${kernel} of leading NaN`, kernel, inputs: [exactly([Number.NaN, 1, 3])], run: (x: tf.Tensor) => run(x) },
    { name: `${kernel} of int32`, kernel, inputs: [integers(kernel, [3, 5])], run: (x: tf.Tensor) => run(x, 1) },
    {
      name: `${kernel} of all minus infinity`,
      kernel,
      inputs: [exactly([-Infinity, -Infinity, -Infinity])],
      run: (x: tf.Tensor) => run(x),
    },
  ] satisfies DifferentialCase[];
});

const booleans = (['All', 'Any'] as const).flatMap((kernel) =>
  (
    [
      [[5], undefined],
      [[2, 3], 0],
      [[2, 3], [1]],
      [[2, 0], 1],
      [
        [2, 3, 4],
        [0, 2],
      ],
    ] as Array<[number[], Axis]>
  ).map(
    ([shape, axis]): DifferentialCase => ({
      name: `${kernel} ${said(shape, axis)}`,
      kernel,
      inputs: [flags(kernel, shape)],
      run: (x) => (kernel === 'All' ? tf.all : tf.any)(x, axis),
    }),
  ),
);

const composed: DifferentialCase[] = [
  ...[[5], [3, 4], [2, 3, 1], [2, 65]].flatMap((shape): DifferentialCase[] => [
    {
      name: `logSumExp [${shape}]`,
      kernel: 'Max',
      inputs: [floats('logSumExp', shape)],
      run: (x) => tf.logSumExp(x, -1),
      oracle: (x) => [reduced(x, shape, -1, (values) => Math.log(total(values.map(Math.exp))))],
      gradient: [0],
    },
    {
      name: `Softmax [${shape}]`,
      kernel: 'Softmax',
      inputs: [floats('softmax', shape, (x) => 3 * x)],
      run: (x) => tf.softmax(x),
      gradient: [0],
    },
    {
      name: `LogSoftmax [${shape}]`,
      kernel: 'LogSoftmax',
      inputs: [floats('logSoftmax', shape, (x) => 3 * x)],
      run: (x) => tf.logSoftmax(x),
      gradient: [0],
    },
    {
      name: `moments [${shape}]`,
      kernel: 'Mean',
      inputs: [floats('moments', shape)],
      run: (x) => {
        const { mean, variance } = tf.moments(x, -1);
        return [mean, variance];
      },
      gradient: [0],
    },
    {
      name: `norm [${shape}]`,
      kernel: 'Sqrt',
      inputs: [floats('norm', shape)],
      run: (x) => tf.norm(x, 'euclidean', -1),
      gradient: [0],
    },
  ]),
  { name: 'Softmax of nothing', kernel: 'Softmax', inputs: [floats('softmax', [0, 3])], run: (x) => tf.softmax(x) },
  {
    name: 'Softmax of special values',
    kernel: 'Softmax',
    inputs: [exactly([1, -Infinity, 0, Number.NaN, 1, 2, Infinity, 1, 2, 1e4, -1e4, 0], [4, 3])],
    run: (x) => tf.softmax(x),
  },
  {
    name: 'Softmax of minus infinity',
    kernel: 'Softmax',
    inputs: [exactly([-Infinity, -Infinity, -Infinity, 0], [2, 2])],
    run: (x) => tf.softmax(x),
  },
  {
    name: 'LogSoftmax of special values',
    kernel: 'LogSoftmax',
    inputs: [exactly([1, -Infinity, 0, Number.NaN, 1, 2, Infinity, 1, 2, 1e4, -1e4, 0], [4, 3])],
    run: (x) => tf.logSoftmax(x),
  },
  {
    name: 'Sum of 2^18 values 0.1',
    kernel: 'Sum',
    inputs: [floats('tenths', [2 ** 18], () => 0.1)],
    run: (x) => tf.sum(x),
    oracle: (x) => [[total(x)]],
    tolerance: 1e-6,
  },
  {
    name: 'Bincount',
    kernel: 'Bincount',
    inputs: [integers('bincount', [9], 0, 5), floats('weights', [9])],
    run: (x, w) => tf.bincount(x as tf.Tensor1D, w as tf.Tensor1D, 6),
  },
  {
    name: 'Bincount without weights',
    kernel: 'Bincount',
    inputs: [integers('bincount', [9], 0, 5)],
    run: (x) => tf.bincount(x as tf.Tensor1D, tf.tensor1d([]), 4),
  },
  {
    name: 'DenseBincount',
    kernel: 'DenseBincount',
    inputs: [integers('bincount', [2, 9], 0, 5), floats('weights', [2, 9])],
    run: (x, w) => tf.denseBincount(x as tf.Tensor2D, w as tf.Tensor2D, 6),
  },
  {
    name: 'DenseBincount binary',
    kernel: 'DenseBincount',
    inputs: [integers('bincount', [2, 9], 0, 5)],
    run: (x) => tf.denseBincount(x as tf.Tensor2D, tf.tensor2d([], [0, 0]), 5, true),
  },
  {
    name: 'LRN',
    kernel: 'LRN',
    inputs: [floats('lrn', [1, 2, 3, 7])],
    run: (x) => tf.localResponseNormalization(x as tf.Tensor4D, 2, 1, 0.5, 0.6),
    gradient: [0],
  },
];

export const reductionCases: DifferentialCase[] = [
  ...reductions.flatMap(casesOf),
  ...cumulative,
  ...winners,
  ...booleans,
  ...composed,
];
