import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { hasWasmHeap, onWasmHeap } from './on-wasm-heap';

afterEach(() => restore());

describe('onWasmHeap', () => {
  it('runs kernels between numbers in the workspace, without tensors', async () => {
    await init({ backend: 'wasm' });
    const before = tf.memory().numTensors;
    const result = onWasmHeap('Sum', (memory) => {
      const at = memory.workspace(64);
      new Float32Array(memory.buffer, at, 4).set([1, 2, 3, 4]);
      memory.kernels.sumMiddle(1, 4, 1, at, at + 32, 1, at + 48);
      return new Float32Array(memory.buffer, at + 32, 1)[0];
    });
    expect(result).toBe(10);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reads tensors of the backend', async () => {
    await init({ backend: 'wasm' });
    const tensor = tf.tensor1d([3, 5]);
    const values = onWasmHeap('Read', (memory) => [...new Float32Array(memory.buffer, memory.pointer(tensor), 2)]);
    expect(values).toEqual([3, 5]);
    tensor.dispose();
  });

  it('says which backend it needs', async () => {
    await init({ backend: 'cpu' });
    expect(hasWasmHeap()).toBe(false);
    expect(() => onWasmHeap('Read', () => 0)).toThrow('Read: the kernels work on the heap of the backend wasm');
  });
});
