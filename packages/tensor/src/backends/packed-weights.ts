// Matrices that products use again and again from the right, packed into panels once: inference packs no weights.
import type * as tf from '@tensorflow/tfjs';
import type { KernelExports } from '../generated/kernel-exports';
import type { WasmBackend } from './wasm-backend';

/** How a product reads a whole tensor as its right matrix [inner, columns]; strides in bytes. */
export interface RightMatrix {
  inner: number;
  columns: number;
  rowStride: number;
  columnStride: number;
}

interface Entry extends RightMatrix {
  uses: number;
  lastUse: number;
  /** 0 while the matrix is not packed. */
  pointer: number;
  bytes: number;
}

/** All packed matrices together take no more than this many bytes of the heap. */
export const PACKED_LIMIT = 256 * 2 ** 20;
/** With fewer rows on the left packing costs more than a hundredth of the product. */
const MOST_ROWS = 512;
/** Products with so few columns take no panels. */
const NARROW = 4;
/** The first-level cache holds smaller matrices; they need no packing. */
const FEWEST_ELEMENTS = 4096;

/**
 * The packed matrices of one heap. A matrix is packed when it is used for the second time, and belongs to the data of its
 * tensor: it goes when they are disposed of, when `forget` says that they changed, and when the heap needs the memory.
 */
export class PackedWeights {
  /** Bytes of the heap that packed matrices take now. */
  bytes = 0;
  private readonly backend: WasmBackend;
  private readonly kernels: KernelExports;
  private readonly limit: number;
  private seen = new WeakMap<object, Entry[]>();
  private readonly packed = new Set<Entry>();
  private clock = 0;
  private unhook: (() => void) | undefined;

  constructor(backend: WasmBackend, kernels: KernelExports, limit = PACKED_LIMIT) {
    this.backend = backend;
    this.kernels = kernels;
    this.limit = limit;
  }

  /** Pointer to the panels of a tensor, or 0 where the product has to pack for itself. `rows` are those of the left matrix. */
  find(tensor: tf.TensorInfo, matrix: RightMatrix, rows: number): number {
    if (rows < 2 || rows > MOST_ROWS || matrix.columns <= NARROW) return 0;
    if (matrix.inner * matrix.columns < FEWEST_ELEMENTS) return 0;
    const entry = this.entryOf(tensor.dataId, matrix);
    entry.lastUse = ++this.clock;
    if (entry.pointer === 0 && ++entry.uses >= 2) this.pack(tensor, entry);
    return entry.pointer;
  }

  /** Frees what was packed from these data: they changed in place, or are gone. */
  forget(dataId: object): void {
    for (const entry of this.seen.get(dataId) ?? []) this.free(entry);
    this.seen.delete(dataId);
  }

  /** Frees everything. */
  clear(): void {
    for (const entry of this.packed) this.free(entry);
    this.seen = new WeakMap();
    this.unhook?.();
    this.unhook = undefined;
  }

  private entryOf(dataId: object, matrix: RightMatrix): Entry {
    let entries = this.seen.get(dataId);
    if (entries === undefined) {
      entries = [];
      this.seen.set(dataId, entries);
    }
    const { inner, columns, rowStride, columnStride } = matrix;
    let entry = entries.find(
      (other) =>
        other.inner === inner &&
        other.columns === columns &&
        other.rowStride === rowStride &&
        other.columnStride === columnStride,
    );
    if (entry === undefined) {
      entry = { inner, columns, rowStride, columnStride, uses: 0, lastUse: 0, pointer: 0, bytes: 0 };
      entries.push(entry);
    }
    return entry;
  }

  private pack(tensor: tf.TensorInfo, entry: Entry): void {
    entry.uses = 0;
    const { columns, inner, rowStride, columnStride } = entry;
    const bytes = this.kernels.packedBytes(columns, inner);
    if (!this.makeRoom(bytes)) return;
    const pointer = this.backend.wasm._malloc(bytes) >>> 0;
    if (pointer === 0) return;
    const source = this.backend.dataIdMap.get(tensor.dataId).memoryOffset! >>> 0;
    this.kernels.packMatrix(columns, inner, source, rowStride, columnStride, pointer);
    entry.pointer = pointer;
    entry.bytes = bytes;
    this.bytes += bytes;
    this.packed.add(entry);
    this.unhook ??= this.followDisposal();
  }

  /** Gives up matrices that the current round of products no longer uses. False where that is not enough. */
  private makeRoom(bytes: number): boolean {
    while (this.bytes + bytes > this.limit) {
      let oldest: Entry | undefined;
      for (const entry of this.packed) if (oldest === undefined || entry.lastUse < oldest.lastUse) oldest = entry;
      // A model larger than the limit would otherwise pack every matrix in every round.
      if (oldest === undefined || this.clock - oldest.lastUse < 4 * this.packed.size) return false;
      this.free(oldest);
    }
    return true;
  }

  private free(entry: Entry): void {
    if (entry.pointer === 0) return;
    this.backend.wasm._free(entry.pointer);
    this.bytes -= entry.bytes;
    entry.pointer = 0;
    entry.bytes = 0;
    entry.uses = 0;
    this.packed.delete(entry);
  }

  /** Listens to the backend while anything is packed. */
  private followDisposal(): () => void {
    const { backend } = this;
    const own = Object.getOwnPropertyDescriptor(backend, 'disposeData');
    const dispose = backend.disposeData;
    let active = true;
    const hooked = (dataId: object, force?: boolean): boolean => {
      const gone = dispose.call(backend, dataId, force);
      if (gone && active) this.forget(dataId);
      return gone;
    };
    backend.disposeData = hooked;
    return () => {
      active = false;
      if (backend.disposeData !== hooked) return;
      if (own !== undefined) Object.defineProperty(backend, 'disposeData', own);
      else delete (backend as { disposeData?: unknown }).disposeData;
    };
  }
}
