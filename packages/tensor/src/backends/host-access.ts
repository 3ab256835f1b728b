// How the cpu kernels that stand in reach the tensors of each backend.
import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';
import type { HostAccess } from './cpu-kernels';
import type { WasmBackend } from './wasm-heap';

/** Complex numbers lie on the WASM heap as pairs (real, imaginary). */
const wasmHost: HostAccess = {
  read: (backend, { dataId }) => (backend as WasmBackend).readSync(dataId),
  write(backend, shape, dtype, values) {
    const wasm = backend as WasmBackend;
    if (dtype !== 'complex64') return wasm.makeOutput(shape, dtype, undefined, values);
    return { ...wasm.makeOutput([...shape, 2], 'float32', undefined, values), shape, dtype };
  },
};

interface GpuBackend {
  tensorMap: { get(dataId: object): { values?: unknown } };
  readSync(dataId: object): tf.TypedArray | Uint8Array[];
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: unknown): tf.TensorInfo;
}

/** Values that are still, or again, on the host are read at once; others need a canvas, which Node lacks. */
const webgpuHost: HostAccess = {
  read(backend, { dataId, shape, dtype }) {
    if (tf.util.sizeFromShape(shape) === 0) return tf.util.getArrayFromDType(dtype, 0) as tf.TypedArray;
    const gpu = backend as GpuBackend;
    if (gpu.tensorMap.get(dataId).values == null && typeof OffscreenCanvas === 'undefined') {
      throw new BackendError({
        code: 'tensor/read-from-gpu',
        message:
          `This op runs on the host, and a tensor of shape [${shape}] lies on the GPU, which cannot be read synchronously here. ` +
          'Read it before with "await tensor.data()", or run the op on the backend wasm or cpu.',
      });
    }
    return gpu.readSync(dataId);
  },
  write: (backend, shape, dtype, values) => (backend as GpuBackend).makeTensorInfo(shape, dtype, values),
};

export const hostAccess: Readonly<Record<'wasm' | 'webgpu', HostAccess>> = { wasm: wasmHost, webgpu: webgpuHost };
