// Everything the host may call. Pointers are byte offsets into the heap of TensorFlow.js.
export { rolloutBackward, rolloutForward, rolloutWorkspace } from './rollout';
export { trajectoryLoss, trajectoryLossWorkspace } from './loss';
