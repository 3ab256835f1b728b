import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';
import type { WasmBackend } from './wasm-heap';
import { heapOf, kernelsAreLoaded } from './wasm-kernels';
import type { WasmMemory } from './wasm-memory';

/** True where `onWasmHeap` works: the current backend is `wasm`, and `init` has loaded the kernels. */
export function hasWasmHeap(): boolean {
  return tf.getBackend() === 'wasm' && kernelsAreLoaded();
}

/**
 * Runs kernels of your own on the heap of the WASM backend, without tensors for what goes in and comes out: for a loop that
 * calls one kernel thousands of times on the same tensors and reads a few numbers back, where an op costs more than its
 * kernel. Nothing is recorded on a tape.
 *
 * @param name Appears in errors.
 * @param compute Gets the heap. Tensors that it makes are its own to dispose of.
 * @returns what `compute` returns.
 * @throws BackendError `tensor/no-wasm-heap` without kernels on the current backend, `tensor/wasm-trap` after a trap.
 */
export function onWasmHeap<Result>(name: string, compute: (memory: WasmMemory) => Result): Result {
  if (!hasWasmHeap()) {
    throw new BackendError({
      code: 'tensor/no-wasm-heap',
      message:
        `${name}: the kernels work on the heap of the backend wasm, but the current backend is ${tf.getBackend()} ` +
        `with${kernelsAreLoaded() ? '' : 'out'} kernels loaded. Call await init({ backend: 'wasm' }) first.`,
    });
  }
  const heap = heapOf(tf.backend() as unknown as WasmBackend);
  return heap.run(name, () => compute(heap));
}
