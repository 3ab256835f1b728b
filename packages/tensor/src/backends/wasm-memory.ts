// The heap of TensorFlow.js' WASM backend, as our kernels see it.
import type * as tf from '@tensorflow/tfjs';
import type { KernelExports } from '../generated/kernel-exports';
import type { RightMatrix } from './packed-weights';
import type { KernelBinaries } from './wasm-binary';

/** Access to tensors on the WASM heap. Pointers are byte offsets and stay valid until the tensor is disposed. */
export interface WasmMemory {
  /** The compiled kernels. */
  readonly kernels: KernelExports;
  /**
   * The kernels of another package on the same memory, with the instruction set of ours. The first call with an object of
   * binaries compiles them; later calls return the same exports.
   *
   * @throws BackendError `tensor/kernel-module` where they do not compile or ask for more than `env.memory`.
   */
  module<Exports extends object>(binaries: KernelBinaries): Exports;
  /** Byte offset of a tensor's values. */
  pointer(tensor: tf.TensorInfo): number;
  /** A new tensor whose values are NOT cleared. @throws BackendError when the heap is full. */
  output(shape: number[], dtype?: tf.DataType): tf.TensorInfo;
  /** A second handle on the values of a tensor, without a copy. */
  share(tensor: tf.TensorInfo, shape?: number[]): tf.TensorInfo;
  /** Scratch memory, valid until the next call of `workspace`. @throws BackendError when the heap is full. */
  workspace(bytes: number): number;
  /** The memory itself. Any allocation may replace it: make views anew after each. */
  readonly buffer: ArrayBufferLike;
  /** True when no other tensor, clone or saved copy shares the values of this one. */
  exclusive(tensor: tf.TensorInfo): boolean;
  /**
   * The panels of a tensor that products use again and again as their right matrix, for `gemmPacked`; 0 where the product has
   * to pack for itself. Valid until memory is asked for or the tensor changes.
   */
  packed(tensor: tf.TensorInfo, matrix: RightMatrix, rows: number): number;
  /** Every kernel that writes into a tensor which it did not make has to say so: copies in other layouts are out of date. */
  changed(tensor: tf.TensorInfo): void;
  /** Frees a tensor made by this kernel that does not leave it. */
  release(tensor: tf.TensorInfo): void;
}
