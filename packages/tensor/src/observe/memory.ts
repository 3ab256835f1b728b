import * as tf from '@tensorflow/tfjs';
import { meterOf } from '../backends/heap-meter';
import { memoryOf, type WasmBackend } from '../backends/wasm-heap';
import { heapOf } from '../backends/wasm-kernels';
import { lastReport } from '../init/init';
import { bytesText } from './tables';

/** The heap of the WASM backend. It grows and never shrinks. */
export interface HeapReport {
  /** Size of the heap. */
  readonly bytes: number;
  /** Taken for tensors and by our kernels since `init`, and not given back. */
  readonly usedBytes: number;
  /** Largest `usedBytes` since `init` or the last `resetHighWater`. */
  readonly highWaterBytes: number;
  /** Scratch memory of our kernels, reused by all of them. */
  readonly workspaceBytes: number;
  /** Weights that products keep in packed form. */
  readonly packedBytes: number;
}

/** What is in memory right now. */
export interface MemoryReport {
  readonly backend: string;
  readonly tensors: number;
  /** Values on a backend; several tensors may share one. */
  readonly buffers: number;
  /** Bytes of all tensors; shared values count once for each tensor. */
  readonly tensorBytes: number;
  /** On the WASM backend, after `init`. */
  readonly heap?: HeapReport;
  /** One line for people. */
  toString(): string;
}

/**
 * Says what is in memory, without running anything.
 *
 * @param options `resetHighWater` starts the high-water mark of the heap anew after it was read. Default false.
 */
export function memory({ resetHighWater = false }: { resetHighWater?: boolean } = {}): MemoryReport {
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  const heap = tf.getBackend() === 'wasm' ? heapReport() : undefined;
  if (resetHighWater) meterOf(tf.backend())?.reset();
  const report = {
    backend: tf.getBackend(),
    tensors: numTensors,
    buffers: numDataBuffers,
    tensorBytes: numBytes,
    heap,
  };
  return { ...report, toString: () => memoryText(report) };
}

function heapReport(): HeapReport | undefined {
  const backend = tf.backend() as unknown as WasmBackend;
  const meter = meterOf(backend);
  const memoryOfBackend = memoryOf(backend);
  if (meter === undefined || memoryOfBackend === undefined || lastReport()?.kernels !== 'fused') return undefined;
  const { workspace, packedWeights } = heapOf(backend).heldBytes;
  return {
    bytes: memoryOfBackend.buffer.byteLength,
    usedBytes: meter.usedBytes,
    highWaterBytes: meter.highWaterBytes,
    workspaceBytes: workspace,
    packedBytes: packedWeights,
  };
}

function memoryText({ backend, tensors, tensorBytes, heap }: Omit<MemoryReport, 'toString'>): string {
  const base = `${backend}: ${tensors} tensors, ${bytesText(tensorBytes)}`;
  if (!heap) return base;
  return `${base}; heap ${bytesText(heap.bytes)}, used ${bytesText(heap.usedBytes)}, at most ${bytesText(heap.highWaterBytes)}, workspace ${bytesText(heap.workspaceBytes)}, packed weights ${bytesText(heap.packedBytes)}`;
}
