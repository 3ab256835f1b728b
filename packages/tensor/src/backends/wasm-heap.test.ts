import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { matMul } from '../index';
import { init, restore } from '../init/init';
import { chooseBinary } from './wasm-binary';
import { memoryOf, type WasmBackend, WasmHeap } from './wasm-heap';

afterEach(() => restore());

/** A backend with a heap that runs out after `limit` bytes. */
function smallBackend(limit: number) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  let used = 1024;
  const freed: object[] = [];
  const backend = {
    wasm: {
      asm: { memory },
      _malloc: (bytes: number) => {
        if (used + bytes > limit) return 0;
        used += bytes;
        return used - bytes;
      },
      _free: () => undefined,
    },
    dataIdMap: { get: () => ({ memoryOffset: 0, dtype: 'float32' as const }) },
    makeOutput: (shape: number[], dtype: tf.DataType) => ({ dataId: {}, shape, dtype }),
    readSync: () => new Float32Array(0),
    disposeData: (dataId: object) => {
      freed.push(dataId);
      return true;
    },
    incRef: () => undefined,
    refCount: () => 1,
    dispose: () => undefined,
  } satisfies WasmBackend;
  const module = new WebAssembly.Module(chooseBinary(true)!.bytes);
  return { heap: new WasmHeap(backend, module, memory), freed };
}

describe('WasmHeap', () => {
  it('says what did not fit when the heap is full, and frees what the kernel had made', () => {
    const { heap, freed } = smallBackend(4096);
    let made: tf.TensorInfo | undefined;
    const kernel = (): tf.TensorInfo => {
      made = heap.output([10, 10]);
      return heap.output([1000, 1000]);
    };
    expect(() => heap.run('Dense', kernel)).toThrow(
      'cannot supply 4000000 bytes for a tensor of shape [1000,1000]: it holds 65536 bytes',
    );
    expect(freed).toEqual([made!.dataId]);
    expect(heap.run('Dense', () => heap.output([2])).shape).toEqual([2]);
  });

  it('refuses work after a trap, because the heap is in doubt', () => {
    const { heap } = smallBackend(4096);
    // 2^20 values from address 0 reach past the single page.
    const trap = (): void => heap.kernels.activationForward(2 ** 20, 0, 0, 1, 0);
    expect(() => heap.run('Gelu', trap)).toThrow('Gelu: a WASM kernel has trapped');
    expect(() => heap.run('Dense', () => heap.output([2]))).toThrow(
      "Start again with tf.removeBackend('wasm') and init()",
    );
  });

  it('reuses one workspace and lets it grow', () => {
    const { heap } = smallBackend(65536);
    const first = heap.workspace(1000);
    expect(heap.workspace(500)).toBe(first);
    expect(heap.workspace(2000)).not.toBe(first);
  });

  it('hides itself where the backend does not show its memory', () => {
    expect(memoryOf({ wasm: {} } as unknown as WasmBackend)).toBeUndefined();
  });
});

describe('kernels on the heap of TensorFlow.js', () => {
  it('are right after the memory has grown between two calls', async () => {
    await init({ backend: 'wasm' });
    tf.tidy(() => {
      const a = tf.range(0, 12).reshape([3, 4]);
      const b = tf.range(0, 20).reshape([4, 5]);
      const before = matMul(a, b).dataSync();
      const size = memoryOf(tf.backend() as unknown as WasmBackend)!.buffer.byteLength;
      const fill: tf.Tensor[] = [];
      while (memoryOf(tf.backend() as unknown as WasmBackend)!.buffer.byteLength === size)
        fill.push(tf.zeros([2 ** 24]));
      expect(matMul(a, b).dataSync()).toEqual(before);
      expect(matMul(fill[fill.length - 1].reshape([4096, 4096]).slice([0, 0], [2, 4]), b).dataSync()).toEqual(
        new Float32Array(10),
      );
    });
  });
});
