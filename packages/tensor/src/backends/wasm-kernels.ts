// Compiles the kernels once and keeps one heap per backend object: a backend may be removed and created anew.
import { chooseBinary, forSharedMemory, type InstructionSet } from './wasm-binary';
import { isShared, memoryOf, type WasmBackend, WasmHeap } from './wasm-heap';

/** What loading the kernels came to. */
export type KernelLoad =
  | { loaded: true; instructionSet: InstructionSet; memory: 'plain' | 'shared'; threads: number }
  | { loaded: false; reason: string };

let heaps = new WeakMap<object, WasmHeap>();
let compiled: WebAssembly.Module | undefined;
let threadCount = 1;
let instructionSet: InstructionSet = 'simd';

/** Compiles the kernels for the memory of this backend; large products take up to `threads` threads where it is shared. */
export async function loadKernels(backend: WasmBackend, deterministic: boolean, threads: number): Promise<KernelLoad> {
  const memory = memoryOf(backend);
  if (memory === undefined) {
    return { loaded: false, reason: 'this version of the WASM backend hides its memory' };
  }
  const binary = chooseBinary(deterministic);
  if (binary === undefined) return { loaded: false, reason: 'this engine has no WASM SIMD' };
  const shared = isShared(memory);
  try {
    const module = await WebAssembly.compile(shared ? forSharedMemory(binary.bytes) : binary.bytes);
    heaps.get(backend)?.freeAll();
    heaps = new WeakMap([[backend, new WasmHeap(backend, module, memory, threads, binary.instructionSet)]]);
    compiled = module;
    threadCount = threads;
    instructionSet = binary.instructionSet;
  } catch (cause) {
    return { loaded: false, reason: `the kernels do not fit this memory (${String(cause)})` };
  }
  return {
    loaded: true,
    instructionSet: binary.instructionSet,
    memory: shared ? 'shared' : 'plain',
    threads: shared ? threads : 1,
  };
}

/** True once kernels are compiled, so that `heapOf` can make heaps. */
export function kernelsAreLoaded(): boolean {
  return compiled !== undefined;
}

/** Gives back what our kernels hold on the heap of the current backend. */
export function freeHeap(backend: object): void {
  heaps.get(backend)?.freeAll();
}

/** True for a backend on whose heap a kernel has trapped. */
export function hasTrapped(backend: object): boolean {
  return heaps.get(backend)?.trapped === true;
}

/** The heap of a backend; created on demand when the backend itself was created anew. */
export function heapOf(backend: WasmBackend): WasmHeap {
  const known = heaps.get(backend);
  if (known !== undefined) return known;
  const heap = new WasmHeap(backend, compiled!, memoryOf(backend)!, threadCount, instructionSet);
  heaps.set(backend, heap);
  return heap;
}
