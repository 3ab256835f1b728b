import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PackedWeights } from '../../backends/packed-weights';
import type { WasmBackend, WasmHeap } from '../../backends/wasm-heap';
import { heapOf } from '../../backends/wasm-kernels';
import { dense, init, random, restore } from '../../index';

const inner = 68;
const columns = 100;
const rows = 9;

let heap: WasmHeap;
let backend: WasmBackend;
let x: tf.Tensor;
let weights: tf.Tensor;

beforeEach(async () => {
  await init({ backend: 'wasm' });
  backend = tf.backend() as unknown as WasmBackend;
  heap = heapOf(backend);
  x = random.normal(1, [rows, inner]);
  weights = random.normal(2, [inner, columns]);
});

afterEach(() => {
  tf.dispose([x, weights]);
  restore();
});

function product(b: tf.Tensor = weights, transposeB = false): Float32Array {
  return tf.tidy(() => tf.matMul(x, b, false, transposeB).dataSync() as Float32Array);
}

/** The same product by plain loops. */
function expected(b: ArrayLike<number>): Float64Array {
  const a = x.dataSync();
  const c = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      for (let j = 0; j < columns; j++) c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
    }
  }
  return c;
}

function expectRight(actual: Float32Array, b: ArrayLike<number> = weights.dataSync()): void {
  expected(b).forEach((value, index) => {
    expect(Math.abs(actual[index] - value)).toBeLessThan(1e-4);
  });
}

describe('packed weights', () => {
  it('are made at the second use, in each layout, and give the same values', () => {
    const first = product();
    expect(heap.packedWeights.bytes).toBe(0);
    expect(product()).toEqual(first);
    const bytes = heap.packedWeights.bytes;
    expect(bytes).toBe(inner * 104 * 4);
    expect(product()).toEqual(first);
    expect(heap.packedWeights.bytes).toBe(bytes);
    const transposed = tf.transpose(weights);
    for (let use = 0; use < 3; use++) expectRight(product(transposed, true));
    expect(heap.packedWeights.bytes).toBe(2 * bytes);
    transposed.dispose();
    expect(heap.packedWeights.bytes).toBe(bytes);
  });

  it('go with the data of their tensor, not with one of several tensors on it', () => {
    const view = weights.reshape([1, inner, columns]);
    product();
    product();
    view.dispose();
    expect(heap.packedWeights.bytes).toBeGreaterThan(0);
    weights.dispose();
    expect(heap.packedWeights.bytes).toBe(0);
    // The next tensor gets the same memory.
    weights = random.normal(3, [inner, columns]);
    for (let use = 0; use < 3; use++) expectRight(product());
  });

  it('are made anew after a change in place', () => {
    for (let use = 0; use < 2; use++) expectRight(product());
    const memory = backend.wasm as unknown as { HEAPF32: Float32Array };
    memory.HEAPF32[heap.pointer(weights) / 4] += 100;
    heap.changed(weights);
    expect(heap.packedWeights.bytes).toBe(0);
    for (let use = 0; use < 3; use++) expectRight(product());
  });

  it('are made anew after a variable got a new value, and freed with it', () => {
    const initial = random.normal(6, [inner, columns]);
    const variable = tf.variable(initial);
    initial.dispose();
    for (let use = 0; use < 3; use++) expectRight(product(variable), variable.dataSync());
    const next = tf.mul(weights, 2);
    variable.assign(next);
    next.dispose();
    expect(heap.packedWeights.bytes).toBe(0);
    const doubled = weights.dataSync().map((value) => value * 2);
    for (let use = 0; use < 3; use++) expectRight(product(variable), doubled);
    variable.dispose();
  });

  it('are not made while a tape records', () => {
    for (let step = 0; step < 4; step++) {
      tf.tidy(() => {
        tf.grad((w) => tf.sum(tf.matMul(x, w)))(weights);
        tf.grad((w) => tf.sum(dense(x, w)))(weights);
      });
    }
    expect(heap.packedWeights.bytes).toBe(0);
  });

  it('are used for few rows only, and for matrices that do not fit the first-level cache', () => {
    const small = random.normal(4, [8, 16]);
    const wide = random.normal(5, [600, inner]);
    tf.tidy(() => {
      for (let use = 0; use < 3; use++) {
        tf.matMul(tf.ones([4, 8]), small);
        tf.matMul(wide, weights);
        tf.matMul(x.slice([0, 0], [1, inner]), weights);
      }
    });
    expect(heap.packedWeights.bytes).toBe(0);
    tf.dispose([small, wide]);
  });

  it('keep to their limit, and make room only for what is used in turn', () => {
    const bytes = inner * 104 * 4;
    const store = new PackedWeights(backend, heap.kernels, 2 * bytes);
    const tensors = [0, 1, 2].map((seed) => random.normal(seed, [inner, columns]));
    const layout = { inner, columns, rowStride: columns * 4, columnStride: 4 };
    const round = (): boolean[] => tensors.map((tensor) => store.find(tensor, layout, rows) !== 0);
    round();
    expect(round()).toEqual([true, true, false]);
    // Of three matrices in turn the first two stay.
    for (let use = 0; use < 5; use++) expect(round()).toEqual([true, true, false]);
    expect(store.bytes).toBe(2 * bytes);
    // Once the first is left alone, the third takes its place.
    for (let use = 0; use < 9; use++) for (const tensor of tensors.slice(1)) store.find(tensor, layout, rows);
    expect(round()).toEqual([false, true, true]);
    expect(store.bytes).toBe(2 * bytes);
    tf.dispose(tensors);
    expect(store.bytes).toBe(0);
    store.clear();
  });

  it('give way when memory runs out', () => {
    for (let use = 0; use < 3; use++) product();
    const allocate = backend.wasm._malloc;
    const output = rows * columns * 4;
    let refusals = 0;
    // A full heap: nothing of this size while the packed weights are there.
    backend.wasm._malloc = (bytes) => {
      if (bytes !== output || heap.packedWeights.bytes === 0) return allocate(bytes);
      refusals++;
      return 0;
    };
    try {
      expectRight(product());
      expect(refusals).toBe(1);
      expect(heap.packedWeights.bytes).toBe(0);
      backend.wasm._malloc = (bytes) => (bytes === inner * 104 * 4 ? 0 : allocate(bytes));
      for (let use = 0; use < 5; use++) expectRight(product());
      expect(heap.packedWeights.bytes).toBe(0);
      backend.wasm._malloc = (bytes) => (bytes === output ? 0 : allocate(bytes));
      const before = tf.memory().numTensors;
      expect(() => product()).toThrow(/cannot supply 3600 bytes for a tensor of shape \[9,100\]/);
      expect(tf.memory().numTensors).toBe(before);
    } finally {
      backend.wasm._malloc = allocate;
    }
    expectRight(product());
  });

  it('leave nothing behind after restore()', () => {
    for (let use = 0; use < 3; use++) product();
    expect(heap.packedWeights.bytes).toBeGreaterThan(0);
    expect(Object.hasOwn(backend, 'disposeData')).toBe(true);
    restore();
    expect(heap.packedWeights.bytes).toBe(0);
    expect(Object.hasOwn(backend, 'disposeData')).toBe(false);
  });
});
