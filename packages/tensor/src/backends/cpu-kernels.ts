// Kernels of the plain cpu backend on tensors of another backend: copies go in, copies come out. Slow, and right.
import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';
import type { StockCall } from '../repairs/repair';

/** The parts of the cpu backend that its kernels and this file use. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: unknown): tf.TensorInfo;
  readSync(dataId: object): ArrayLike<number> | Uint8Array[];
  firstUse?: boolean;
}

type CpuKernel = (call: {
  inputs: object;
  attrs: tf.NamedAttrMap;
  backend: CpuBackend;
}) => tf.TensorInfo | tf.TensorInfo[];

/** How tensors of another backend are read and made on the host. */
export interface HostAccess {
  /** Complex numbers come as pairs (real, imaginary), as TensorFlow.js hands them to users. */
  read(backend: unknown, tensor: tf.TensorInfo): tf.TypedArray | Uint8Array[];
  write(backend: unknown, shape: number[], dtype: tf.DataType, values: tf.TypedArray | Uint8Array[]): tf.TensorInfo;
}

/** A backend of its own for every call: whatever a kernel leaves behind goes with it, and no user ever sees it. */
function openCpu(): CpuBackend {
  const factory = tf.findBackendFactory('cpu');
  if (factory === null || factory === undefined) {
    throw new BackendError({
      code: 'tensor/no-cpu-backend',
      message:
        'The backend cpu of TensorFlow.js was removed; the other backends need it for rare kernels. Register it again.',
    });
  }
  const backend = factory() as unknown as CpuBackend;
  // Otherwise it advertises another package on its first use.
  backend.firstUse = false;
  return backend;
}

function kernelOf(name: string): CpuKernel {
  return tf.getKernel(name, 'cpu').kernelFunc as unknown as CpuKernel;
}

function copyIn(cpu: CpuBackend, { shape, dtype }: tf.TensorInfo, values: tf.TypedArray | Uint8Array[]): tf.TensorInfo {
  if (dtype !== 'complex64') return cpu.makeTensorInfo(shape, dtype, values);
  const parts = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
  const real = cpu.makeTensorInfo(shape, 'float32', parts.real);
  const imag = cpu.makeTensorInfo(shape, 'float32', parts.imag);
  return kernelOf('Complex')({ inputs: { real, imag }, attrs: {}, backend: cpu }) as tf.TensorInfo;
}

function typedValues(values: ArrayLike<number>, dtype: tf.DataType): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values);
  if (dtype === 'bool') return values instanceof Uint8Array ? values : Uint8Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

type Tensors = tf.TensorInfo | null | undefined | Tensors[] | { [name: string]: Tensors };

/** Maps tensors by name, lists of them, and names of lists: kernels take all of these. */
function mapTensors(inputs: Tensors, map: (tensor: tf.TensorInfo) => tf.TensorInfo): object {
  const one = (value: Tensors): Tensors => {
    if (value === null || value === undefined) return value;
    return 'dataId' in value ? map(value as tf.TensorInfo) : (mapTensors(value, map) as Tensors);
  };
  if (Array.isArray(inputs)) return inputs.map(one);
  return Object.fromEntries(Object.entries(inputs ?? {}).map(([name, value]) => [name, one(value as Tensors)]));
}

/**
 * Runs the kernel of the cpu backend on tensors of another backend.
 *
 * @param kernelName a kernel that the cpu backend has.
 * @param host reads the inputs and makes the outputs on the backend of the call.
 * @returns new tensors on that backend, one for each output of the kernel.
 * @throws what the kernel throws; BackendError `tensor/no-cpu-backend` if the cpu backend was removed.
 */
export function runOnCpu(
  kernelName: string,
  { inputs, attrs, backend }: StockCall,
  host: HostAccess,
): tf.TensorInfo | tf.TensorInfo[] {
  const cpu = openCpu();
  // Some kernels ask tensors for their rank.
  const copy = (tensor: tf.TensorInfo): tf.TensorInfo =>
    Object.assign(copyIn(cpu, tensor, host.read(backend, tensor)), { rank: tensor.shape.length });
  const copyOut = ({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => {
    const values = cpu.readSync(dataId);
    const typed = dtype === 'string' ? (values as Uint8Array[]) : typedValues(values as ArrayLike<number>, dtype);
    return host.write(backend, shape, dtype, typed);
  };
  const result = kernelOf(kernelName)({ inputs: mapTensors(inputs, copy), attrs, backend: cpu });
  return Array.isArray(result) ? result.map(copyOut) : copyOut(result);
}
