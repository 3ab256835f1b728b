import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { simd } from '../generated/simd';
import { defineOp, type KernelBinaries, lastReport, matMul, memory } from '../index';
import { init, restore } from '../init/init';
import { chooseBinary, forSharedMemory } from './wasm-binary';
import { isShared, memoryOf, type WasmBackend, WasmHeap } from './wasm-heap';

afterEach(() => restore());

/** A backend with a heap that runs out after `limit` bytes. */
function smallBackend(limit: number, memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 })) {
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
  const { bytes: own } = chooseBinary(true)!;
  const module = new WebAssembly.Module(isShared(memory) ? forSharedMemory(own) : own);
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
    expect(() => heap.run('Dense', () => heap.output([2]))).toThrow('Call `await init()`');
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

/** (module (import "env" "memory" (memory 0 65536)) (func (export "double") ...)): the float at an address times 2. */
const doubling = bytes(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0],
  ...[2, 18, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 1, 0, 128, 128, 4],
  ...[3, 2, 1, 0, 7, 10, 1, 6, 100, 111, 117, 98, 108, 101, 0, 0],
  ...[10, 20, 1, 18, 0, 32, 0, 32, 0, 42, 2, 0, 67, 0, 0, 0, 64, 148, 56, 2, 0, 11],
);

function bytes(...values: number[]): string {
  return Buffer.from(values).toString('base64');
}

describe('the module of another package', () => {
  interface Doubling {
    double(address: number): void;
  }
  const binaries: KernelBinaries = { simd: doubling, relaxed: doubling };

  it('works on the tensors of TensorFlow.js, compiled once for each heap', async () => {
    const seen: Doubling[] = [];
    const double = defineOp<{ x: tf.Tensor }, object, tf.Tensor>({
      name: 'DoubleOne',
      inputs: ['x'],
      reference: ({ x }) => tf.add(x, x),
      wasm({ inputs, memory }) {
        const kernels = memory.module<Doubling>(binaries);
        seen.push(kernels);
        const y = memory.output(inputs.x.shape);
        new Float32Array(memory.buffer, memory.pointer(y), 1)[0] = 21;
        kernels.double(memory.pointer(y));
        return { outputs: [y] };
      },
    });
    const values: number[] = [];
    for (let start = 0; start < 2; start++) {
      await init({ backend: 'wasm' });
      for (let call = 0; call < 2; call++) tf.tidy(() => values.push(double({ x: tf.scalar(1) }, {}).dataSync()[0]));
      restore();
      const factory = tf.findBackendFactory('wasm');
      tf.removeBackend('wasm');
      tf.registerBackend('wasm', factory, 2);
    }
    expect(values).toEqual([42, 42, 42, 42]);
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).not.toBe(seen[0]);
  });

  it('is prepared for a shared memory', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const { heap } = smallBackend(4096, memory);
    new Float32Array(memory.buffer, 256, 1)[0] = 1.5;
    heap.module<Doubling>(binaries).double(256);
    expect(new Float32Array(memory.buffer, 256, 1)[0]).toBe(3);
  });

  it('takes the instruction set of the heap', () => {
    const { heap } = smallBackend(4096);
    expect(() => heap.module({ simd: doubling, relaxed: 'AAAA' })).not.toThrow();
  });

  it('must be a module that fits', () => {
    const { heap } = smallBackend(4096);
    expect(() => heap.module({ simd: 'AAAA', relaxed: simd })).toThrow('The simd binary of a package does not fit');
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

describe('init after a trap', () => {
  const trap = defineOp<{ x: tf.Tensor }, object, tf.Tensor>({
    name: 'TrapOne',
    inputs: ['x'],
    reference: ({ x }) => tf.clone(x),
    wasm({ memory }) {
      // Nothing of the allocator is left, and the last address belongs to no memory below 4 GiB.
      new Uint8Array(memory.buffer).fill(255);
      memory.kernels.activationForward(4, -16, -16, 1, 0);
      return { outputs: [] };
    },
  });

  it('starts a new heap, as the error says; what was on the old one can be disposed of but not read', async () => {
    await init({ backend: 'wasm' });
    const before = tf.memory().numTensors;
    const old = tf.backend();
    const [lost, weights] = [tf.ones([64, 128]), tf.ones([128, 96])];
    // The workspace and the packed weights lie on the heap too.
    for (let call = 0; call < 3; call++) matMul(lost, weights).dispose();
    expect(memory().heap!.packedBytes).toBeGreaterThan(0);
    expect(() => trap({ x: lost }, {})).toThrow('Call `await init()`, which starts the backend on a new heap');
    expect(() => matMul(lost, weights)).toThrow('a WASM kernel has trapped');

    await init({ backend: 'wasm' });
    expect(tf.backend()).not.toBe(old);
    expect(lastReport()).toMatchObject({ backend: 'wasm', kernels: 'fused' });
    tf.tidy(() => {
      expect([...matMul(tf.ones([2, 3]), tf.ones([3, 1])).dataSync()]).toEqual([3, 3]);
      expect(() => tf.add(lost, 1)).toThrow('The values of this tensor are lost');
    });
    await expect(lost.data()).rejects.toThrow('load the model again');
    tf.dispose([lost, weights]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves a sound heap alone', async () => {
    await init({ backend: 'wasm' });
    const kept = tf.tensor1d([1, 2]);
    await init({ backend: 'wasm' });
    expect([...kept.dataSync()]).toEqual([1, 2]);
    kept.dispose();
  });
});
