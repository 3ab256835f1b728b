// Which calls the stock kernels of a backend take, and take rightly. All others run as the kernel of the cpu backend, on
// copies: slow, but right.
import * as tf from '@tensorflow/tfjs';
import type { StockCall } from './repair';

type Fits = (call: StockCall) => boolean;

const tensorsOf = ({ inputs }: StockCall): tf.TensorInfo[] =>
  Object.values(inputs)
    .flat()
    .filter((tensor) => tensor != null);

/** True when every input has one of these types. */
function onlyTypes(...dtypes: tf.DataType[]): Fits {
  return (call) => {
    for (const name in call.inputs) {
      const tensor = call.inputs[name];
      if (tensor != null && !dtypes.includes(tensor.dtype)) return false;
    }
    return true;
  };
}

const never: Fits = () => false;
const floats = onlyTypes('float32');
const words = onlyTypes('float32', 'int32');
const numbers = onlyTypes('float32', 'int32', 'bool');
const notEmpty: Fits = (call) => tensorsOf(call).every(({ shape }) => tf.util.sizeFromShape(shape) > 0);
const channelsLast: Fits = ({ attrs }) => attrs.dataFormat !== 'NCHW';
const all =
  (...conditions: Fits[]): Fits =>
  (call) =>
    conditions.every((fits) => fits(call));

const each = (names: string[], fits: Fits): Record<string, Fits> =>
  Object.fromEntries(names.map((name) => [name, fits]));

const wasmRules: Record<string, Fits> = {
  // These write four bytes for each value, whatever the type of the output: into a bool tensor, that is past its end.
  ...each(
    [
      ...[
        'Acos',
        'Acosh',
        'Asin',
        'Asinh',
        'Atan',
        'Atan2',
        'Atanh',
        'Ceil',
        'ClipByValue',
        'Cos',
        'Cosh',
        'Elu',
        'Erf',
      ],
      ...[
        'Exp',
        'Expm1',
        'Floor',
        'IsFinite',
        'IsInf',
        'IsNan',
        'LeakyRelu',
        'Log',
        'Log1p',
        'Mod',
        'Reciprocal',
        'Relu',
      ],
      ...[
        'Relu6',
        'Round',
        'Rsqrt',
        'Selu',
        'Sigmoid',
        'Sign',
        'Sin',
        'Sinh',
        'Softplus',
        'Sqrt',
        'Step',
        'Tan',
        'Tanh',
      ],
      ...['BatchMatMul', 'MaxPool', 'Prelu', 'ResizeNearestNeighbor', 'StridedSlice'],
    ],
    floats,
  ),
  ...each(
    ['Abs', 'Add', 'AddN', 'Maximum', 'Minimum', 'Multiply', 'Neg', 'RealDiv', 'Reverse', 'Square', 'Sub'],
    words,
  ),
  ...each(['SquaredDifference', 'TensorScatterUpdate'], words),
  ...each(['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'GatherNd', 'GatherV2'], numbers),
  ...each(['SparseToDense', 'Tile', 'Concat', 'Pack', 'ZerosLike', 'OnesLike', 'Transpose', 'Unpack'], numbers),
  // The result is as wide as a float, whatever the wanted type.
  OneHot: ({ attrs }) => attrs.dtype === 'int32',
  Cast: all(numbers, ({ inputs, attrs }) => {
    const wanted = attrs.dtype as tf.DataType;
    return wanted === inputs.x.dtype || wanted === 'float32' || wanted === 'int32';
  }),
  Fill: ({ attrs }) => typeof attrs.value !== 'string',
  Select: (call) => call.inputs.t.dtype !== 'bool' && numbers(call),
  // Floats are left floats, but every other backend gives int32.
  FloorDiv: ({ inputs }) => inputs.a.dtype === 'int32',
  // A negative exponent gives the smallest integer.
  Pow: floats,
  // Nothing is written where there is nothing to reduce.
  ...each(['Prod', 'Max', 'Min', 'All', 'Any'], notEmpty),
  ...each(
    ['Conv2D', 'Conv2DBackpropInput', 'DepthwiseConv2dNative', 'FusedConv2D', 'FusedDepthwiseConv2D'],
    channelsLast,
  ),
  // The image ops hand an image over, which is counted channel by channel.
  Bincount: ({ inputs }) => inputs.x.shape.length === 1,
  // Wrong for most inputs.
  ...each(['Conv3DBackpropFilterV2', 'Conv3DBackpropInputV2', 'RotateWithOffset'], never),
  ...each(['Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput'], never),
  Transform: ({ attrs }) => attrs.fillMode === 'constant' || attrs.fillMode === 'nearest',
};

// A buffer of no bytes cannot be bound: what makes something out of nothing has nothing to read, so the host does it.
const something: Fits = (call) => tensorsOf(call).some(({ shape }) => tf.util.sizeFromShape(shape) > 0);

const notText: Fits = ({ inputs }) => inputs.x.dtype !== 'string';

const webgpuRules: Record<string, Fits> = {
  // Long lists of words go to a shader.
  StridedSlice: notText,
  ...each(
    [
      ...[
        'All',
        'Any',
        'BatchMatMul',
        'Bincount',
        'Concat',
        'Conv2DBackpropFilter',
        'DenseBincount',
        'Max',
        'Mean',
        'Min',
      ],
      ...['Pack', 'PadV2', 'Prod', 'ScatterNd', 'Sum', 'UnsortedSegmentSum', 'DepthwiseConv2dNativeBackpropFilter'],
    ],
    something,
  ),
};

const rules = { wasm: wasmRules, webgpu: webgpuRules };

/** The calls that the stock kernel takes; undefined where it takes all that the cpu kernel takes. */
export function fitsStockKernel(backendName: 'wasm' | 'webgpu', kernelName: string): Fits | undefined {
  return rules[backendName][kernelName];
}
