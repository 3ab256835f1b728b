import type * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { SoftmaxCrossEntropyAttributes, SoftmaxCrossEntropyInputs } from './reference';

/** Keeps the gradient of every loss, which costs little while the row is in the cache. */
export function softmaxCrossEntropyWasm({
  inputs: { logits, labels },
  attributes,
  memory,
  training,
}: WasmKernelCall<SoftmaxCrossEntropyInputs, SoftmaxCrossEntropyAttributes>): {
  outputs: tf.TensorInfo[];
  kept: tf.TensorInfo[];
} {
  const [rows, classes] = logits.shape;
  const loss = memory.output([rows]);
  const slopes = training ? memory.output(logits.shape) : undefined;
  memory.kernels.crossEntropy(
    rows,
    classes,
    memory.pointer(logits),
    memory.pointer(labels),
    labels.dtype === 'int32' ? 1 : 0,
    attributes.labelSmoothing,
    memory.pointer(loss),
    slopes === undefined ? 0 : memory.pointer(slopes),
  );
  return { outputs: [loss], kept: slopes === undefined ? [] : [slopes] };
}
