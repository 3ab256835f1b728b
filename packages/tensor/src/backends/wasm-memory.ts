// The heap of TensorFlow.js' WASM backend, as our kernels see it.
import type * as tf from '@tensorflow/tfjs';

/** Access to tensors on the WASM heap. Pointers are byte offsets and stay valid until the tensor is disposed. */
export interface WasmMemory {
  /** Byte offset of a tensor's values. */
  pointer(tensor: tf.TensorInfo): number;
  /** A new tensor whose values are NOT cleared. @throws BackendError when the heap is full. */
  output(shape: number[], dtype?: tf.DataType): tf.TensorInfo;
}
