// Everything the host may call. Pointers are byte offsets into the heap of TensorFlow.js.
export { gemm, gemmWorkspace } from './gemm/gemm';
export { activationBackward, activationBiasBackward, activationForward } from './activation';
export { adamWUpdate } from './adam-w';
export { layerNormBackward, layerNormForward } from './layer-norm';
