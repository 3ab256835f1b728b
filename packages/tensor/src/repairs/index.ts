// All repairs, in the order in which they are applied.
import { batchMatMul, batchMatMulGradient } from './batch-mat-mul';
import { batchNorm, batchNormGradient } from './batch-norm';
import { binary, cast, select } from './binary';
import { broadcastGradients, prodGradient } from './broadcast-gradients';
import { broadcastProduct } from './broadcast-product';
import { comparisons } from './comparisons';
import { complexBroadcast } from './complex-broadcast';
import { convolution3d, convolution3dFilterGradient, convolution3dInputGradient } from './convolution/convolution-3d';
import { depthwiseFilterGradient, depthwiseInputGradient } from './convolution/depthwise';
import { convolutionGradients } from './convolution/differentiation';
import { convolution, depthwiseConvolution, fusedConvolution, fusedDepthwiseConvolution } from './convolution/forward';
import { convolutionFilterGradient, convolutionInputGradient } from './convolution/gradients';
import { cumprod, cumsum, runningSums } from './cumulative';
import { cumprodGradientRepair, cumsumGradient } from './cumulative-gradients';
import { denseLayer } from './dense-layer';
import { emptyBroadcasts } from './empty-broadcast';
import { extremes } from './extremes';
import { fusedMatMul } from './fused-mat-mul';
import { identity } from './identity';
import { concat, depthToSpace, stack, tile } from './joins';
import { localResponseGradient } from './local-response';
import { maxPool3d, maxPool3dGradient, maxPoolGradient, maxPoolWithArgmax } from './max-pooling';
import { nearestNeighborGradient } from './nearest-neighbor-gradient';
import { optimizers } from './optimizers';
import { gather, reverse, slice, split, stridedSlice, unstack } from './parts';
import { poolGradients } from './pool-gradients';
import { avgPool, avgPool3dGradient, avgPoolGradient, maxPool } from './pooling';
import { prelu } from './prelu';
import { recurrentLayers } from './recurrent-layers';
import { reluGradient } from './relu-gradient';
import type { BackendRepair, CallRepair, GradientRepair, KernelRepair, MethodRepair, TapeRepair } from './repair';
import { resizeGradients } from './resize-gradients';
import { secondDerivatives } from './second-derivatives';
import { unsortedSegmentSum } from './segment-sum';
import { softmaxGradient } from './softmax-gradient';
import { stridedSliceGradient } from './strided-slice-gradient';
import { meanGradient, sumGradient, tileGradient } from './sum-gradients';
import { mean, sum } from './sums';
import { absentInputs } from './tape-absent-inputs';
import { tapeOrder } from './tape-order';
import { transpose } from './transpose';
import { unary } from './unary';
import { unpackGradient } from './unpack-gradient';
import {
  addMany,
  castToFloat,
  counting,
  cumprodFromTheEnd,
  cumsumFromTheEnd,
  denseCounting,
  denseTruth,
  gatherWithoutLeak,
  linearSpaceOfOne,
  negatedTruth,
  padMany,
  scatterTruth,
} from './webgpu-composed';
import { fusedProductOfNothing, updateNothing } from './webgpu-empty';
import { transposedIntegers } from './webgpu-programs';
import {
  argMaxShape,
  argMinShape,
  complexConcat,
  complexStack,
  imagShape,
  prodShape,
  realShape,
} from './webgpu-shapes';

/** Stock kernels of the WASM backend that are wrong, slow or missing. */
export const kernelRepairs: readonly KernelRepair[] = [
  batchMatMul,
  fusedMatMul,
  identity,
  convolution,
  depthwiseConvolution,
  fusedConvolution,
  fusedDepthwiseConvolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  convolution3d,
  convolution3dFilterGradient,
  convolution3dInputGradient,
  maxPool,
  avgPool,
  avgPoolGradient,
  avgPool3dGradient,
  maxPoolGradient,
  maxPool3dGradient,
  maxPool3d,
  maxPoolWithArgmax,
  sum,
  mean,
  unsortedSegmentSum,
  transpose,
  prelu,
  slice,
  split,
  unstack,
  stridedSlice,
  reverse,
  gather,
  concat,
  stack,
  tile,
  depthToSpace,
  ...unary,
  ...binary,
  select,
  cast,
  ...extremes,
  runningSums,
];

/** Kernels of all backends that are right once their call is put right. */
export const callRepairs: readonly CallRepair[] = [cumsum, cumprod];

/** Stock kernels that are right once they are composed of other calls. */
export const backendRepairs: readonly BackendRepair[] = [
  broadcastProduct,
  nearestNeighborGradient,
  batchNorm,
  complexBroadcast('Add'),
  complexBroadcast('Sub'),
  complexBroadcast('Multiply'),
  addMany,
  argMaxShape,
  argMinShape,
  castToFloat,
  complexConcat,
  complexStack,
  counting,
  cumprodFromTheEnd,
  cumsumFromTheEnd,
  denseCounting,
  denseTruth,
  negatedTruth,
  fusedProductOfNothing,
  gatherWithoutLeak,
  imagShape,
  linearSpaceOfOne,
  padMany,
  prodShape,
  realShape,
  scatterTruth,
  updateNothing,
];

/** Stock gradients, of all backends, that are wrong or missing. */
export const gradientRepairs: readonly GradientRepair[] = [
  batchMatMulGradient,
  ...secondDerivatives,
  ...comparisons,
  ...broadcastGradients,
  ...emptyBroadcasts,
  prodGradient,
  sumGradient,
  meanGradient,
  tileGradient,
  stridedSliceGradient,
  batchNormGradient,
  cumsumGradient,
  unpackGradient,
  localResponseGradient,
  cumprodGradientRepair,
  reluGradient,
  ...convolutionGradients,
  ...poolGradients,
  ...resizeGradients,
  softmaxGradient,
];

/** Repairs of the tape. */
export const tapeRepairs: readonly TapeRepair[] = [tapeOrder, absentInputs];

/** Programs of the WebGPU backend that several kernels share. */
export const programRepairs: readonly MethodRepair[] = [transposedIntegers];

/** Methods of stock classes that our kernels do faster. */
export const methodRepairs: readonly MethodRepair[] = [...optimizers, ...recurrentLayers, denseLayer];
