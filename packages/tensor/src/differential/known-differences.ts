// Differences that stay, each with its reason. The suite fails for a difference that is not listed here, and for a listed
// one that has gone: then delete its line.

/** Reasons by name of the case. */
export type KnownDifferences = Readonly<Record<string, string>>;

/** Kernels that no case names, with the reason. */
export const uncoveredKernels: KnownDifferences = { Draw: 'needs a canvas' };

/** Kernels of the WebGPU backend alone that no case names, with the reason. */
export const uncoveredOnWebgpu: KnownDifferences = { FromPixels: 'needs an image of a browser' };

/** Kernels that run in the gradient of another kernel only. */
export const kernelsOfGradients: KnownDifferences = {
  AvgPool3DGrad: 'AvgPool3D',
  AvgPoolGrad: 'AvgPool',
  Conv2DBackpropFilter: 'Conv2D',
  Conv3DBackpropFilterV2: 'Conv3D',
  DepthwiseConv2dNativeBackpropFilter: 'DepthwiseConv2dNative',
  DepthwiseConv2dNativeBackpropInput: 'DepthwiseConv2dNative',
  Dilation2DBackpropFilter: 'Dilation2D',
  Dilation2DBackpropInput: 'Dilation2D',
  EluGrad: 'Elu',
  LRNGrad: 'LRN',
  MaxPool3DGrad: 'MaxPool3D',
  MaxPoolGrad: 'MaxPool',
  ResizeBilinearGrad: 'ResizeBilinear',
  ResizeNearestNeighborGrad: 'ResizeNearestNeighbor',
};

/** Stock gradients that no case takes, with the reason. */
export const uncoveredGradients: KnownDifferences = {
  ComplexAbs: 'TensorFlow.js has no gradient that leads through complex numbers',
  OneHot: 'takes integers only',
};

/** The cpu backend against plain float64 loops. */
export const cpuDifferences: KnownDifferences = {};

const overflow = 'float32 overflows on the way where the cpu backend adds in float64';
const clamp = 'the stock kernel clamps NaN to a bound';

/** WASM against the cpu backend, or against float64 where the case has a formula. */
export const wasmDifferences: KnownDifferences = {
  'Relu of special values': 'the gradient at NaN is 0',
  'Relu6 of special values': clamp,
  'ClipByValue of special values': clamp,
  'Mod of special values': '16777217 does not fit into float32; the cpu backend computes in float64',
  'Sum of special values along 1': overflow,
  'Mean of special values along 0': overflow,
  'Mean of special values along 1': overflow,
  Multinomial: 'each backend draws from a generator of its own',
};

const backwardKernel = 'its gradient is a kernel without a gradient of its own';

/** Ops whose gradient cannot be differentiated, by kernel. They throw an error that names a kernel; none is wrong. */
export const noSecondDerivative: KnownDifferences = {
  Dilation2D: backwardKernel,
  MaxPool3D: backwardKernel,
};

const sineTable = 'WGSL leaves the accuracy of sin and cos to the device';
const noInteger = 'NaN and infinity have no integer value; each device makes its own';
const ties = 'WGSL rounds a half to the even number, JavaScript upwards';

/** WebGPU against the cpu backend, special values aside: WGSL lets a device take it that there are none. */
export const webgpuDifferences: KnownDifferences = {
  'Cos [2,9]': sineTable,
  'Cos [5,1,7]': sineTable,
  'Sin [1]': sineTable,
  'Sin [2,9]': sineTable,
  'Sin [5,1,7]': sineTable,
  'FFT [2,5]': sineTable,
  'IFFT [2,5]': sineTable,
  'rfft [2,5]': sineTable,
  'irfft [2,8]': sineTable,
  'Acos of int32': noInteger,
  'Acosh of int32': noInteger,
  'Asin of int32': noInteger,
  'Atanh of int32': noInteger,
  'Atanh of bool': noInteger,
  'Log1p of int32': noInteger,
  'Reciprocal of bool': noInteger,
  'Pow of int32': 'a negative exponent of an integer',
  'Transform nearest, reflect': ties,
  'Transform nearest, wrap': ties,
  'Transform nearest, nearest': ties,
  'Transform bilinear, wrap': 'the stock shader wraps at the last pixel, the cpu backend behind it',
  'Sum of 2^18 values 0.1': 'the stock shader adds in float32 without blocks: an error of 1e-5',
  'UnsortedSegmentSum of int32': 'int32 stays int32; the cpu backend makes it float32',
  Multinomial: 'each backend draws from a generator of its own',
};
