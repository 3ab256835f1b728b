// Our kernels on the memory of TensorFlow.js: pointers, outputs, one growing workspace, and what happens when the heap
// is full or a kernel traps. Only TensorFlow.js grows the memory; no view of it is kept between calls.
import * as tf from '@tensorflow/tfjs';
import { BackendError } from '../errors/perceptrons-error';
import type { KernelExports } from '../generated/kernel-exports';
import { KernelPool } from '../threads/kernel-pool';
import { threadedKernels } from '../threads/threaded-kernels';
import { PackedWeights, type RightMatrix } from './packed-weights';
import type { WasmBackend } from './wasm-backend';
import { decodeBinary, forSharedMemory, type InstructionSet, type KernelBinaries } from './wasm-binary';
import type { WasmMemory } from './wasm-memory';

export type { WasmBackend };

/** The memory of a WASM backend, or undefined when this version of the backend hides it. */
export function memoryOf(backend: WasmBackend): WebAssembly.Memory | undefined {
  const memory = backend.wasm?.wasmMemory ?? backend.wasm?.asm?.memory;
  const usable =
    memory instanceof WebAssembly.Memory &&
    typeof backend.wasm._malloc === 'function' &&
    typeof backend.wasm._free === 'function' &&
    typeof backend.makeOutput === 'function' &&
    typeof backend.dataIdMap?.get === 'function';
  return usable ? memory : undefined;
}

/** True where threads can share this memory. */
export function isShared(memory: WebAssembly.Memory): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
}

/** The heap of one backend object. */
export class WasmHeap implements WasmMemory {
  readonly kernels: KernelExports;
  readonly packedWeights: PackedWeights;
  private readonly backend: WasmBackend;
  private readonly memory: WebAssembly.Memory;
  private workspacePointer = 0;
  private workspaceBytes = 0;
  private made: tf.TensorInfo[] = [];
  private trap: unknown;
  private readonly modules = new WeakMap<KernelBinaries, WebAssembly.Exports>();
  private readonly instructionSet: InstructionSet;
  private readonly pool: KernelPool | undefined;
  private readonly unhook: (() => void) | undefined;

  /** @param threads Threads for large products, where the memory is shared. */
  constructor(
    backend: WasmBackend,
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    threads = 1,
    instructionSet: InstructionSet = 'simd',
  ) {
    this.backend = backend;
    this.memory = memory;
    this.instructionSet = instructionSet;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const kernels = exports as unknown as KernelExports;
    const allocator = {
      allocate: (bytes: number) => backend.wasm._malloc(bytes) >>> 0,
      free: (pointer: number) => backend.wasm._free(pointer),
    };
    if (threads > 1 && isShared(memory)) {
      this.pool = new KernelPool({ module, memory, kernels: exports, threads, ...allocator });
      this.unhook = endWith(backend, this.pool);
    }
    this.kernels = this.pool ? threadedKernels(kernels, this.pool, allocator) : kernels;
    this.packedWeights = new PackedWeights(backend, this.kernels);
  }

  module<Exports extends object>(binaries: KernelBinaries): Exports {
    let exports = this.modules.get(binaries);
    if (exports === undefined) {
      exports = this.instantiate(decodeBinary(binaries[this.instructionSet]));
      this.modules.set(binaries, exports);
    }
    return exports as unknown as Exports;
  }

  private instantiate(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Exports {
    const { memory } = this;
    try {
      const module = new WebAssembly.Module(isShared(memory) ? forSharedMemory(bytes) : bytes);
      return new WebAssembly.Instance(module, { env: { memory } }).exports;
    } catch (cause) {
      throw new BackendError({
        code: 'tensor/kernel-module',
        message:
          `The ${this.instructionSet} binary of a package does not fit the memory of the WASM backend (${String(cause)}). ` +
          'It must import env.memory with limits 0 to 65536 pages and nothing else; assemble it with the flags of @perceptrons/tensor.',
        cause,
      });
    }
  }

  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  exclusive(tensor: tf.TensorInfo): boolean {
    return this.backend.refCount(tensor.dataId) === 1;
  }

  pointer(tensor: tf.TensorInfo): number {
    return this.backend.dataIdMap.get(tensor.dataId).memoryOffset! >>> 0;
  }

  output(shape: number[], dtype: tf.DataType = 'float32'): tf.TensorInfo {
    const bytes = tf.util.sizeFromShape(shape) * tf.util.bytesPerElement(dtype);
    const tensor = this.backend.makeOutput(
      shape,
      dtype,
      this.allocate(bytes, () => `a tensor of shape [${shape}]`),
    );
    this.made.push(tensor);
    return tensor;
  }

  share(tensor: tf.TensorInfo, shape: number[] = tensor.shape): tf.TensorInfo {
    this.backend.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  workspace(bytes: number): number {
    if (bytes > this.workspaceBytes) {
      this.freeWorkspace();
      this.workspacePointer = this.allocate(bytes, () => 'the workspace of the kernels');
      this.workspaceBytes = bytes;
    }
    return this.workspacePointer;
  }

  packed(tensor: tf.TensorInfo, matrix: RightMatrix, rows: number): number {
    return this.packedWeights.find(tensor, matrix, rows);
  }

  changed(tensor: tf.TensorInfo): void {
    this.packedWeights.forget(tensor.dataId);
  }

  /** Frees the workspace and the packed weights, and ends the threads. After a trap the allocator is left alone. */
  freeAll(): void {
    this.pool?.dispose();
    this.unhook?.();
    if (this.trapped || this.backend.wasm === null) return;
    this.freeWorkspace();
    this.packedWeights.clear();
  }

  /** True after a trap: nothing on this heap can be trusted. */
  get trapped(): boolean {
    return this.trap !== undefined;
  }

  /** Bytes that our kernels hold beside tensors. */
  get heldBytes(): { workspace: number; packedWeights: number } {
    return { workspace: this.workspaceBytes, packedWeights: this.packedWeights.bytes };
  }

  /** Frees the workspace; the next kernel that needs one gets a new one. */
  freeWorkspace(): void {
    if (this.workspacePointer !== 0) this.backend.wasm._free(this.workspacePointer);
    this.workspacePointer = 0;
    this.workspaceBytes = 0;
  }

  release(tensor: tf.TensorInfo): void {
    this.made = this.made.filter((other) => other !== tensor);
    this.backend.disposeData(tensor.dataId);
  }

  /** Runs one kernel. After an error its outputs are freed; after a trap the heap refuses further work. */
  run<Result>(kernelName: string, kernel: () => Result): Result {
    if (this.trap !== undefined) throw this.deadHeap(kernelName);
    this.made = [];
    try {
      return kernel();
    } catch (cause) {
      if (cause instanceof WebAssembly.RuntimeError) {
        this.trap = cause;
        throw this.deadHeap(kernelName);
      }
      for (const tensor of this.made) this.backend.disposeData(tensor.dataId);
      throw cause;
    } finally {
      this.made = [];
    }
  }

  private allocate(bytes: number, purpose: () => string): number {
    let pointer = this.backend.wasm._malloc(bytes) >>> 0;
    if (pointer === 0 && this.packedWeights.bytes > 0) {
      this.packedWeights.clear();
      pointer = this.backend.wasm._malloc(bytes) >>> 0;
    }
    if (pointer === 0 && bytes > 0) {
      const memory = memoryOf(this.backend);
      throw new BackendError({
        code: 'tensor/out-of-memory',
        message:
          `The WASM heap cannot supply ${bytes} bytes for ${purpose()}: it holds ${memory?.buffer.byteLength} bytes and may grow to ` +
          '4294967296. Dispose of tensors, or use a smaller batch.',
      });
    }
    return pointer;
  }

  private deadHeap(kernelName: string): BackendError {
    return new BackendError({
      code: 'tensor/wasm-trap',
      message:
        `${kernelName}: a WASM kernel has trapped (${String(this.trap)}), so no tensor on the heap can be trusted any more. ` +
        'Call `await init()`, which starts the backend on a new heap, and make models and tensors anew.',
      cause: this.trap,
    });
  }
}

/** Ends the threads with their backend, since they hold on to its memory. The result takes that back. */
function endWith(backend: WasmBackend, pool: KernelPool): () => void {
  const dispose = backend.dispose;
  const hooked = (): void => {
    pool.dispose();
    dispose.call(backend);
  };
  backend.dispose = hooked;
  return () => {
    if (backend.dispose === hooked) backend.dispose = dispose;
  };
}
