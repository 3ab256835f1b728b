// Tensors whose values lie in a part of a larger array, and get a buffer of their own only when somebody asks for them.
// Programs of many variables work on the array; whoever reads, saves or computes with one variable sees an ordinary tensor.
import type * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuBuffer, WebgpuTensorData } from '../backends/webgpu-kernel';
import { bufferOf, copyValues } from './copies';
import { sizeOf } from './flat-tensor';

/** Storage, and source and target of copies: what the buffers of the backend are used for. */
const usage = 0x80 | 0x4 | 0x8;

/** Several arrays side by side. They live as long as a slice of theirs. */
export class Arena {
  private holders = 0;

  constructor(
    readonly backend: WebgpuBackend,
    readonly arrays: readonly tf.TensorInfo[],
  ) {}

  hold(): void {
    this.holders++;
  }

  release(): void {
    this.holders--;
    if (this.holders === 0) for (const { dataId } of this.arrays) this.backend.disposeData(dataId);
  }
}

const slices = new WeakMap<object, ArenaSlice>();

/** The slice behind a tensor, if it is one and is alive. */
export function sliceOf(backend: WebgpuBackend, { dataId }: tf.TensorInfo): ArenaSlice | undefined {
  const slice = slices.get(dataId);
  return slice?.isAlive(backend) ? slice : undefined;
}

/** One tensor in an arena. */
export class ArenaSlice {
  /** A reference that belongs to whoever made the slice. */
  readonly info: tf.TensorInfo;
  private readonly data: WebgpuTensorData;
  private buffer: WebgpuBuffer | undefined;
  private attached = true;

  constructor(
    readonly arena: Arena,
    /** The array of the arena, and the first element in it. */
    readonly array: number,
    readonly begin: number,
    shape: number[],
  ) {
    const { backend } = arena;
    this.info = backend.makeTensorInfo(shape, 'float32');
    this.data = backend.tensorMap.get(this.info.dataId);
    arena.hold();
    slices.set(this.info.dataId, this);
    Object.defineProperty(this.data, 'resource', {
      configurable: true,
      enumerable: true,
      get: () => this.read(),
      set: () => this.detach(),
    });
  }

  isAlive(backend: WebgpuBackend): boolean {
    return (
      this.attached &&
      backend === this.arena.backend &&
      backend.tensorMap.has(this.info.dataId) &&
      backend.tensorMap.get(this.info.dataId) === this.data &&
      this.data.refCount > 0
    );
  }

  /** True while tensors other than the one variable share the data. */
  get isShared(): boolean {
    return this.data.refCount > 1;
  }

  /** The place of the values. */
  get place(): { buffer: WebgpuBuffer; begin: number } {
    return { buffer: bufferOf(this.arena.backend, this.arena.arrays[this.array]), begin: this.begin };
  }

  /** The values in the arena are about to change: copies of them are out of date. */
  invalidate(): void {
    this.data.values = null;
    if (this.buffer !== undefined) this.arena.backend.bufferManager.releaseBuffer(this.buffer);
    this.buffer = undefined;
  }

  /** Becomes an ordinary tensor with the values of now. */
  detach(): void {
    if (!this.attached) return;
    this.attached = false;
    // A tensor that nobody refers to any more is on its way out: its values are not needed.
    const resource = this.data.refCount > 0 ? this.materialise() : (this.buffer ?? null);
    Object.defineProperty(this.data, 'resource', {
      configurable: true,
      enumerable: true,
      writable: true,
      value: resource,
    });
    slices.delete(this.info.dataId);
    this.arena.release();
  }

  private read(): WebgpuBuffer | null {
    if (this.data.refCount > 0) return this.materialise();
    this.detach();
    return this.data.resource ?? null;
  }

  private materialise(): WebgpuBuffer {
    if (this.buffer === undefined) {
      const { backend } = this.arena;
      const size = sizeOf(this.info.shape);
      this.buffer = backend.bufferManager.acquireBuffer(4 * size, usage);
      copyValues(backend, this.place, { buffer: this.buffer, begin: 0 }, size);
    }
    return this.buffer;
  }
}
