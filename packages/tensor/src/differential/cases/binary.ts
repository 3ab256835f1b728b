// Functions of two and three numbers, with broadcasting.
import * as tf from '@tensorflow/tfjs';
import { type DifferentialCase, exactly, flags, floats, specialValues, typed } from '../differential-case';

interface BinaryFunction {
  kernel: string;
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  value?: (a: number, b: number) => number;
  domain?: (x: number) => number;
}

const floorMod = (a: number, b: number): number => {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
};

const arithmetic: BinaryFunction[] = [
  { kernel: 'Add', run: tf.add, value: (a, b) => a + b },
  { kernel: 'Sub', run: tf.sub, value: (a, b) => a - b },
  { kernel: 'Multiply', run: tf.mul, value: (a, b) => a * b },
  { kernel: 'RealDiv', run: tf.div, value: (a, b) => a / b, domain: (x) => x + 2 * Math.sign(x) },
  { kernel: 'FloorDiv', run: tf.floorDiv, value: (a, b) => Math.floor(a / b), domain: (x) => x + 2 * Math.sign(x) },
  { kernel: 'Mod', run: tf.mod, value: floorMod, domain: (x) => x + 2 * Math.sign(x) },
  { kernel: 'Pow', run: tf.pow, value: (a, b) => a ** b, domain: (x) => Math.abs(x) + 0.2 },
  { kernel: 'Maximum', run: tf.maximum, value: Math.max },
  { kernel: 'Minimum', run: tf.minimum, value: Math.min },
  { kernel: 'SquaredDifference', run: tf.squaredDifference, value: (a, b) => (a - b) ** 2 },
  { kernel: 'Atan2', run: tf.atan2, value: Math.atan2 },
];

const comparisons: BinaryFunction[] = [
  { kernel: 'Equal', run: tf.equal },
  { kernel: 'NotEqual', run: tf.notEqual },
  { kernel: 'Greater', run: tf.greater },
  { kernel: 'GreaterEqual', run: tf.greaterEqual },
  { kernel: 'Less', run: tf.less },
  { kernel: 'LessEqual', run: tf.lessEqual },
];

const logical: BinaryFunction[] = [
  { kernel: 'LogicalAnd', run: tf.logicalAnd },
  { kernel: 'LogicalOr', run: tf.logicalOr },
];

const shapePairs: Array<[number[], number[]]> = [
  [[0], [1]],
  [[], []],
  [[5], []],
  [[], [3]],
  [[2, 3], [3]],
  [
    [3, 1],
    [1, 4],
  ],
  [
    [2, 1, 5],
    [1, 3, 1],
  ],
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[9], [9]],
  [
    [2, 0, 3],
    [1, 3],
  ],
];

/** Every special value against every other. */
const crossed = (first: boolean): number[] => specialValues.flatMap((a) => specialValues.map((b) => (first ? a : b)));

/** Applies a function of two numbers with broadcasting. */
function broadcast(
  a: number[],
  aShape: number[],
  b: number[],
  bShape: number[],
  f: (a: number, b: number) => number,
): number[] {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(aShape, bShape);
  const offset = (own: number[], place: number[]): number => {
    let at = 0;
    own.forEach((length, axis) => {
      at = at * length + (length === 1 ? 0 : place[axis + shape.length - own.length]);
    });
    return at;
  };
  const size = tf.util.sizeFromShape(shape);
  return Array.from({ length: size }, (_, index) => {
    const place = tf.util.indexToLoc(index, shape.length, tf.util.computeStrides(shape));
    return f(a[offset(aShape, place)], b[offset(bShape, place)]);
  });
}

function casesOf({ kernel, run, value, domain }: BinaryFunction): DifferentialCase[] {
  return [
    ...shapePairs.map(([aShape, bShape]): DifferentialCase => {
      const name = `${kernel} [${aShape}] and [${bShape}]`;
      return {
        name,
        kernel,
        inputs: [floats(`${name} a`, aShape, domain), floats(`${name} b`, bShape, domain)],
        run: (a, b) => run(a, b),
        oracle: value && ((a, b) => [broadcast(a, aShape, b, bShape, value)]),
        gradient: [0, 1],
      };
    }),
    {
      name: `${kernel} of special values`,
      kernel,
      inputs: [exactly(crossed(true)), exactly(crossed(false))],
      run: (a, b) => run(a, b),
      gradient: [0, 1],
    },
    ...(['int32', 'bool'] as const).map(
      (dtype): DifferentialCase => ({
        name: `${kernel} of ${dtype}`,
        kernel,
        // No zeros: dividing an integer by zero has no meaning.
        inputs: [
          typed(dtype, `${kernel} a`, [3, 5]),
          {
            shape: [5],
            dtype,
            values: dtype === 'int32' ? Int32Array.of(2, -3, 7, 1, -1) : Uint8Array.of(1, 1, 1, 1, 1),
          },
        ],
        run: (a, b) => run(a, b),
      }),
    ),
  ];
}

export const binaryCases: DifferentialCase[] = [
  ...arithmetic.flatMap(casesOf),
  ...comparisons.flatMap(casesOf),
  ...logical.flatMap(({ kernel, run }) =>
    shapePairs.map(
      ([aShape, bShape]): DifferentialCase => ({
        name: `${kernel} [${aShape}] and [${bShape}]`,
        kernel,
        inputs: [flags(`${kernel} a`, aShape), flags(`${kernel} b`, bShape)],
        run: (a, b) => run(a, b),
      }),
    ),
  ),
  ...(['Equal', 'NotEqual'] as const).map(
    (kernel): DifferentialCase => ({
      name: `${kernel} of strings`,
      kernel,
      inputs: [
        { shape: [3], dtype: 'string', values: ['a', 'b', 'c'] },
        { shape: [3], dtype: 'string', values: ['a', 'x', 'c'] },
      ],
      run: (a, b) => (kernel === 'Equal' ? tf.equal(a, b) : tf.notEqual(a, b)),
    }),
  ),
  {
    name: 'BitwiseAnd',
    kernel: 'BitwiseAnd',
    inputs: [typed('int32', 'and a', [7]), typed('int32', 'and b', [7])],
    run: (a, b) => tf.bitwiseAnd(a, b),
  },
  ...[
    [[3, 4], [4]],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
    [[3, 4], [1]],
    [
      [2, 2],
      [2, 1],
    ],
    [[0, 3], [3]],
  ].map(
    ([xShape, alphaShape]): DifferentialCase => ({
      name: `Prelu [${xShape}], alpha [${alphaShape}]`,
      kernel: 'Prelu',
      inputs: [floats('prelu x', xShape), floats('prelu alpha', alphaShape)],
      run: (x, alpha) => tf.prelu(x, alpha),
      gradient: [0, 1],
    }),
  ),
  ...[
    [[4], [4]],
    [
      [2, 3],
      [2, 3],
    ],
    [[2], [2, 3]],
    [[0], [0]],
  ].flatMap(([condition, shape]) =>
    (['float32', 'int32', 'bool', 'string'] as const).map(
      (dtype): DifferentialCase => ({
        name: `Select [${condition}] of ${dtype} [${shape}]`,
        kernel: 'Select',
        inputs: [flags('select', condition), typed(dtype, 'select a', shape), typed(dtype, 'select b', shape)],
        run: (c, a, b) => tf.where(c, a, b),
        gradient: dtype === 'float32' && condition.length === shape.length ? [1, 2] : undefined,
      }),
    ),
  ),
  ...[2, 3, 9, 40].map(
    (count): DifferentialCase => ({
      name: `AddN of ${count}`,
      kernel: 'AddN',
      inputs: Array.from({ length: count }, (_, index) => floats(`addN ${index}`, [3, 5])),
      run: (...x) => tf.addN(x),
      oracle: (...x) => [x[0].map((_, at) => x.reduce((sum, values) => sum + values[at], 0))],
      gradient: [0, count - 1],
    }),
  ),
  {
    name: 'AddN of int32',
    kernel: 'AddN',
    inputs: [0, 1, 2].map((index) => typed('int32', `addN ${index}`, [4])),
    run: (...x) => tf.addN(x),
  },
  ...[
    [[3], [2, 3]],
    [
      [1, 3],
      [4, 3],
    ],
    [
      [2, 1, 1],
      [2, 3, 2],
    ],
    [[], [2]],
    [[1], [0]],
  ].map(
    ([shape, wanted]): DifferentialCase => ({
      name: `BroadcastTo [${shape}] to [${wanted}]`,
      kernel: 'Tile',
      inputs: [floats('broadcastTo', shape)],
      run: (x) => tf.broadcastTo(x, wanted as [number]),
      gradient: [0],
    }),
  ),
  {
    name: 'BroadcastArgs',
    kernel: 'BroadcastArgs',
    inputs: [
      typed('int32', 'unused', [0]),
      { shape: [3], dtype: 'int32', values: Int32Array.of(1, 5, 3) },
      { shape: [1], dtype: 'int32', values: Int32Array.of(3) },
    ],
    run: (_, a, b) => tf.broadcastArgs(a, b),
  },
];
