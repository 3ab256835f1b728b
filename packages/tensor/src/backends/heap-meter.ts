// Counts what is taken from the WASM heap and given back. TensorFlow.js calls the allocator of its module from
// JavaScript for every tensor, and so do we; what its C++ code takes for itself is seen only in the size of the heap.

interface Allocator {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

/** Bytes in use on one heap, and the most there ever were. */
export class HeapMeter {
  /** Bytes taken and not given back since the meter was installed. */
  usedBytes = 0;
  /** Largest value of `usedBytes` since the meter was installed or reset. */
  highWaterBytes = 0;
  private readonly sizes = new Map<number, number>();
  private readonly remove: () => void;

  constructor(allocator: Allocator) {
    // Emscripten puts the compiled functions in the place of these at the first call.
    allocator._free(allocator._malloc(8));
    const { _malloc: malloc, _free: free } = allocator;
    const countedMalloc = (bytes: number): number => {
      const pointer = malloc(bytes);
      if (pointer !== 0) {
        this.sizes.set(pointer | 0, bytes);
        this.usedBytes += bytes;
        if (this.usedBytes > this.highWaterBytes) this.highWaterBytes = this.usedBytes;
      }
      return pointer;
    };
    const countedFree = (pointer: number): void => {
      // Pointers above 2 GiB come as negative numbers from the allocator and as positive ones from tensors.
      const key = pointer | 0;
      const bytes = this.sizes.get(key);
      if (bytes !== undefined) {
        this.sizes.delete(key);
        this.usedBytes -= bytes;
      }
      free(pointer);
    };
    allocator._malloc = countedMalloc;
    allocator._free = countedFree;
    this.remove = () => {
      if (allocator._malloc === countedMalloc) allocator._malloc = malloc;
      if (allocator._free === countedFree) allocator._free = free;
    };
  }

  /** Starts the high-water mark anew at what is in use now. */
  reset(): void {
    this.highWaterBytes = this.usedBytes;
  }

  /** Puts the allocator back as it was. */
  stop(): void {
    this.remove();
  }
}

const meters = new WeakMap<object, HeapMeter>();

/** Installs the meter of a backend until the returned function is called. */
export function meterHeap(backend: { wasm: Allocator }): () => void {
  const meter = new HeapMeter(backend.wasm);
  meters.set(backend, meter);
  return () => {
    meter.stop();
    meters.delete(backend);
  };
}

/** The meter of a backend, if one is installed. */
export function meterOf(backend: object): HeapMeter | undefined {
  return meters.get(backend);
}
