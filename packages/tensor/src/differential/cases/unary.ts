// Functions of one number.
import * as tf from '@tensorflow/tfjs';
import { activate, erf } from '../../testing/scalar-functions';
import { type DifferentialCase, exactly, flags, floats, integers, specialValues } from '../differential-case';

interface UnaryFunction {
  kernel: string;
  run: (x: tf.Tensor) => tf.Tensor;
  /** In float64. */
  value?: (x: number) => number;
  /** Moves normal numbers into the domain. */
  domain?: (x: number) => number;
}

const inUnit = (x: number): number => 0.9 * Math.tanh(x);
const positive = (x: number): number => Math.abs(x) + 0.1;
const seluScale = 1.0507009873554805;
const seluAlpha = 1.7580993408473768;

const functions: UnaryFunction[] = [
  { kernel: 'Abs', run: tf.abs, value: Math.abs },
  { kernel: 'Acos', run: tf.acos, value: Math.acos, domain: inUnit },
  { kernel: 'Acosh', run: tf.acosh, value: Math.acosh, domain: (x) => 1.1 + Math.abs(x) },
  { kernel: 'Asin', run: tf.asin, value: Math.asin, domain: inUnit },
  { kernel: 'Asinh', run: tf.asinh, value: Math.asinh },
  { kernel: 'Atan', run: tf.atan, value: Math.atan },
  { kernel: 'Atanh', run: tf.atanh, value: Math.atanh, domain: inUnit },
  { kernel: 'Ceil', run: tf.ceil, value: Math.ceil },
  { kernel: 'Cos', run: tf.cos, value: Math.cos },
  { kernel: 'Cosh', run: tf.cosh, value: Math.cosh },
  { kernel: 'Elu', run: tf.elu, value: (x) => (x >= 0 ? x : Math.expm1(x)) },
  { kernel: 'Erf', run: tf.erf, value: erf },
  { kernel: 'Exp', run: tf.exp, value: Math.exp },
  { kernel: 'Expm1', run: tf.expm1, value: Math.expm1 },
  { kernel: 'Floor', run: tf.floor, value: Math.floor },
  { kernel: 'LeakyRelu', run: (x) => tf.leakyRelu(x, 0.3), value: (x) => (x < 0 ? 0.3 * x : x) },
  { kernel: 'Log', run: tf.log, value: Math.log, domain: positive },
  { kernel: 'Log1p', run: tf.log1p, value: Math.log1p, domain: positive },
  { kernel: 'Neg', run: tf.neg, value: (x) => -x },
  { kernel: 'Reciprocal', run: tf.reciprocal, value: (x) => 1 / x, domain: positive },
  { kernel: 'Relu', run: tf.relu, value: (x) => Math.max(x, 0) },
  { kernel: 'Relu6', run: tf.relu6, value: (x) => Math.min(Math.max(x, 0), 6), domain: (x) => 4 * x },
  { kernel: 'Round', run: tf.round },
  { kernel: 'Rsqrt', run: tf.rsqrt, value: (x) => 1 / Math.sqrt(x), domain: positive },
  { kernel: 'Selu', run: tf.selu, value: (x) => (x >= 0 ? seluScale * x : seluAlpha * Math.expm1(x)) },
  { kernel: 'Sigmoid', run: tf.sigmoid, value: (x) => 1 / (1 + Math.exp(-x)) },
  { kernel: 'Sign', run: tf.sign, value: Math.sign },
  { kernel: 'Sin', run: tf.sin, value: Math.sin },
  { kernel: 'Sinh', run: tf.sinh, value: Math.sinh },
  { kernel: 'Softplus', run: tf.softplus, value: (x) => Math.log1p(Math.exp(x)) },
  { kernel: 'Sqrt', run: tf.sqrt, value: Math.sqrt, domain: positive },
  { kernel: 'Square', run: tf.square, value: (x) => x * x },
  { kernel: 'Step', run: (x) => tf.step(x, 0.25), value: (x) => (x > 0 ? 1 : 0.25) },
  { kernel: 'Tan', run: tf.tan, value: Math.tan, domain: inUnit },
  { kernel: 'Tanh', run: tf.tanh, value: Math.tanh },
  {
    kernel: 'ClipByValue',
    run: (x) => tf.clipByValue(x, -0.5, 0.75),
    value: (x) => Math.min(Math.max(x, -0.5), 0.75),
  },
  { kernel: 'Identity', run: tf.clone, value: (x) => x },
  { kernel: 'ZerosLike', run: (x) => tf.zerosLike(x), value: () => 0 },
  { kernel: 'OnesLike', run: (x) => tf.onesLike(x), value: () => 1 },
  { kernel: 'IsNan', run: (x) => tf.isNaN(x) },
  { kernel: 'IsInf', run: (x) => tf.isInf(x) },
  { kernel: 'IsFinite', run: (x) => tf.isFinite(x) },
];

const shapes = [[0], [], [1], [3], [2, 9], [5, 1, 7]];

function casesOf({ kernel, run, value, domain }: UnaryFunction): DifferentialCase[] {
  const oracle = value && ((x: number[]) => [x.map(value)]);
  const gradient = [0];
  return [
    ...shapes.map((shape): DifferentialCase => {
      const name = `${kernel} [${shape}]`;
      return { name, kernel, inputs: [floats(name, shape, domain)], run, oracle, gradient };
    }),
    { name: `${kernel} of special values`, kernel, inputs: [exactly(specialValues)], run, gradient },
    { name: `${kernel} of int32`, kernel, inputs: [integers(kernel, [2, 5])], run },
    { name: `${kernel} of bool`, kernel, inputs: [flags(kernel, [7])], run },
  ];
}

export const unaryCases: DifferentialCase[] = [
  ...functions.flatMap(casesOf),
  { name: 'LogicalNot', kernel: 'LogicalNot', inputs: [flags('not', [3, 3])], run: tf.logicalNot },
  ...(['float32', 'int32', 'bool'] as const).flatMap((to) => [
    {
      name: `Cast float32 special values to ${to}`,
      kernel: 'Cast',
      inputs: [exactly(specialValues.filter((x) => Math.abs(x) < 1e9))],
      run: (x: tf.Tensor) => tf.cast(x, to),
    },
    {
      name: `Cast int32 to ${to}`,
      kernel: 'Cast',
      inputs: [integers('cast', [5])],
      run: (x: tf.Tensor) => tf.cast(x, to),
    },
    { name: `Cast bool to ${to}`, kernel: 'Cast', inputs: [flags('cast', [5])], run: (x: tf.Tensor) => tf.cast(x, to) },
    {
      name: `Cast nothing to ${to}`,
      kernel: 'Cast',
      inputs: [floats('cast', [0, 2])],
      run: (x: tf.Tensor) => tf.cast(x, to),
    },
  ]),
  {
    name: 'Cast float32 to float32, gradient',
    kernel: 'Cast',
    inputs: [floats('cast', [4])],
    run: (x) => tf.cast(x, 'float32'),
    gradient: [0],
  },
  {
    name: 'swish by a custom gradient',
    kernel: 'Sigmoid',
    inputs: [floats('swish', [9])],
    run: (x) => tf.mul(x, tf.sigmoid(x)),
    oracle: (x) => [x.map((value) => value / (1 + Math.exp(-value)))],
    gradient: [0],
  },
  {
    name: 'gelu by erf',
    kernel: 'Erf',
    inputs: [floats('gelu', [9])],
    run: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))),
    oracle: (x) => [x.map((value) => activate(value, 'gelu'))],
    gradient: [0],
  },
];
