// Everything the host may call. Pointers are byte offsets into the heap of TensorFlow.js.
export { gemm, gemmPacked, gemmWorkspace, packedBytes, packMatrix } from './gemm/gemm';
export { activationBiasBackward, activationForward } from './activation';
export { attentionBackward, attentionForward, attentionWorkspace } from './attention';
export { bilinearSample } from './bilinear';
export { binary, castToBool, castToInt, select } from './binary';
export { channelMatMul, channelMatMulWorkspace } from './channel-mat-mul';
export { convolve, convolveFilter, convolveFilterWorkspace, convolveWorkspace, copyWindows } from './convolution';
export { copyGrid, copyRows, gatherRows } from './copy';
export { depthwiseToFilter, depthwiseToInput, repeatValues } from './depthwise';
export { extremeMiddle, extremePlaces, runningSums } from './extremes';
export { layerNormBackward, layerNormForward, layerNormWorkspace } from './layer-norm';
export { updateVariables } from './optimizers';
export { averagePoolBackward, maxPoolBackward, maxPoolForward } from './pool';
export { recurrentBackward, recurrentProduct, recurrentProductWorkspace } from './recurrent/backward';
export { recurrentForward, recurrentWorkspace } from './recurrent/forward';
export { segmentSum, sumMiddle } from './reduce';
export { crossEntropy, logSoftmaxForward, scaleRows, softmaxBackward } from './softmax';
export { unary } from './unary';
