// After a trap the WASM backend starts on a new heap. What was on the old one is lost.
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from '../backends/wasm-heap';
import { hasTrapped } from '../backends/wasm-kernels';
import { BackendError } from '../errors/perceptrons-error';

function refuseToRead(): never {
  throw new BackendError({
    code: 'tensor/wasm-trap',
    message:
      'The values of this tensor are lost: they were on a WASM heap where a kernel has trapped. ' +
      'Make the tensor anew, or load the model again.',
  });
}

/**
 * Takes away the WASM backend if one of our kernels has trapped on its heap, so that its factory makes another. Tensors of the
 * old one may still be disposed of; reading them throws BackendError `tensor/wasm-trap`.
 */
export function replaceTrapped(): void {
  const { registry, registryFactory } = tf.engine();
  const backend = registry.wasm as unknown as (WasmBackend & { read: unknown }) | undefined;
  if (backend === undefined || !hasTrapped(backend)) return;
  const { factory, priority } = registryFactory.wasm;
  const { wasm } = backend;
  // The allocator may trap too, or never return: the heap goes as a whole, without a call.
  backend.dispose = () => wasm.PThread?.terminateAllThreads();
  backend.disposeData = () => true;
  backend.readSync = refuseToRead;
  backend.read = async () => refuseToRead();
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, priority);
}
