// The pool on a shared memory of its own: in Node the memory of TensorFlow.js is not shared.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseBinary, forSharedMemory } from '../backends/wasm-binary';
import type { KernelExports } from '../generated/kernel-exports';
import { KernelPool } from './kernel-pool';
import { threadedKernels } from './threaded-kernels';

const PAGES = 1024;
let memory: WebAssembly.Memory;
let module: WebAssembly.Module;
let kernels: KernelExports;
let top = 12 << 20;
const held = new Map<number, number>();
const heap = {
  // Never hands out the same memory twice; what is not given back shows.
  allocate(bytes: number): number {
    const pointer = top;
    top += Math.ceil(bytes / 64) * 64;
    if (top > PAGES * 65536) return 0;
    held.set(pointer, bytes);
    return pointer;
  },
  free: (pointer: number) => void held.delete(pointer),
};
const pools: KernelPool[] = [];

async function makePool(threads: number): Promise<KernelPool> {
  const all = kernels as unknown as Record<string, unknown>;
  const pool = new KernelPool({ module, memory, kernels: all, threads, ...heap });
  pools.push(pool);
  pool.start();
  while (pool.size < threads) await new Promise((resolve) => setTimeout(resolve, 2));
  return pool;
}

beforeAll(async () => {
  memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: true });
  module = await WebAssembly.compile(forSharedMemory(chooseBinary(false)!.bytes));
  kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
});
afterAll(() => {
  for (const pool of pools) pool.dispose();
});

interface Product {
  name: string;
  count?: number;
  m: number;
  n: number;
  k: number;
  transposeA?: boolean;
  transposeB?: boolean;
  /** One right matrix for the whole stack. */
  shareB?: boolean;
  /** Products are added up. */
  sum?: boolean;
  biasMode?: 0 | 1 | 2;
  activation?: number;
}

const products: Product[] = [
  { name: 'rows', m: 131, n: 150, k: 300, biasMode: 1, activation: 1 },
  { name: 'rows of four columns over a tile', m: 1201, n: 12, k: 400, transposeA: true, biasMode: 2 },
  { name: 'rows and transposed', m: 211, n: 97, k: 257, transposeA: true, transposeB: true },
  { name: 'columns', m: 14, n: 1501, k: 257, transposeB: true, biasMode: 1 },
  { name: 'columns with a bias per row', m: 94, n: 515, k: 131, biasMode: 2, activation: 1 },
  { name: 'a stack', count: 53, m: 41, n: 43, k: 60, transposeB: true, biasMode: 1 },
  { name: 'a stack with one right matrix', count: 3, m: 130, n: 70, k: 300, shareB: true },
  { name: 'a sum over a stack', count: 17, m: 100, n: 60, k: 70, sum: true },
];

const A = 1 << 20;
const B = 3 << 20;
const C = 5 << 20;
const BIAS = 7 << 20;
const SCRATCH = (7 << 20) + 65536;

function fill(at: number, size: number, seed: number): void {
  const floats = new Float32Array(memory.buffer);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    floats[at / 4 + i] = state / 2 ** 31;
  }
}

/** The bits of what was computed; the place is spoiled for the next run. */
function bitsOf(size: number): string {
  const place = new Int32Array(memory.buffer, C, size);
  const hash = createHash('sha256').update(place.slice()).digest('hex');
  place.fill(-1);
  return hash;
}

/** The bits of a product, as text, so that a difference is short to read. */
function run(target: KernelExports, product: Product, panels = false): string {
  const { count = 1, m, n, k, transposeA, transposeB, shareB, sum, biasMode = 0, activation = 0 } = product;
  fill(A, count * m * k, 1);
  fill(B, (shareB ? 1 : count) * k * n, 2);
  fill(BIAS, Math.max(m, n), 3);
  const results = (sum ? 1 : count) * m * n;
  const left = [count, m, n, k, A, m * k * 4, ...(transposeA ? [4, m * 4] : [k * 4, 4])];
  const [bRow, bColumn] = transposeB ? [4, k * 4] : [n * 4, 4];
  const end = [C, sum ? 0 : m * n * 4, n * 4, 0, BIAS, biasMode, activation, C, SCRATCH];
  if (panels) {
    kernels.packMatrix(n, k, B, bRow, bColumn, 10 << 20);
    const values = [...left, 10 << 20, ...end] as Parameters<KernelExports['gemmPacked']>;
    target.gemmPacked(...values);
  } else {
    const values = [...left, B, shareB ? 0 : k * n * 4, bRow, bColumn, ...end] as Parameters<KernelExports['gemm']>;
    target.gemm(...values);
  }
  return bitsOf(results);
}

/** Several threads wherever they can be had. */
const always = { next: () => true, note: () => undefined };

interface Convolution {
  images: number;
  channels: number;
  columns: number;
  /** Places outside of the image count as 0. */
  clipped: boolean;
}

/** The bits of two convolutions 3 x 3 of halves of the images, the second with the packed filter of the first. */
function convolved(target: KernelExports, { images, channels, columns, clipped }: Convolution): string {
  const side = 12;
  const out = clipped ? side : side - 2;
  const [image, result] = [side * side * channels, out * out * columns];
  fill(A, images * image, 4);
  fill(B, 9 * channels * columns, 5);
  fill(BIAS, columns, 6);
  const half = (first: number, count: number): void => {
    const start = clipped ? -1 : 0;
    const filter = [B, 0, 3 * channels * columns * 4, channels * columns * 4, columns * 4, 4];
    const places = [C + first * result * 4, result * 4, 0, out * columns * 4, columns * 4];
    const walk = [count, channels, columns, 1, side, side, 1, out, out, 1, 3, 3, 0, start, start, 1, 1, 1, 1, 1, 1];
    const end = [BIAS, 1, clipped ? 1 : 0, first > 0 ? 1 : 0, SCRATCH];
    const values = [...walk, A + first * image * 4, ...filter, ...places, ...end];
    target.convolve(...(values as Parameters<KernelExports['convolve']>));
  };
  const middle = Math.ceil(images / 2);
  half(0, middle);
  half(middle, images - middle);
  return bitsOf(images * result);
}

const convolutions: Convolution[] = [
  { images: 53, channels: 17, columns: 20, clipped: false },
  { images: 53, channels: 17, columns: 20, clipped: true },
  { images: 51, channels: 63, columns: 3, clipped: true },
  // The second half has too few images for two threads.
  { images: 33, channels: 17, columns: 20, clipped: false },
];

describe('convolutions in several threads', () => {
  it('have the bits of one thread', async () => {
    const pool = await makePool(2);
    const several = threadedKernels(kernels, pool, heap, always);
    let jobs = 0;
    const counted = pool.run.bind(pool);
    pool.run = (...call) => {
      jobs++;
      return counted(...call);
    };
    for (const each of convolutions) {
      const expected = convolved(kernels, each);
      for (let time = 0; time < 3; time++) expect(convolved(several, each)).toBe(expected);
    }
    expect(jobs).toBe(3 * (2 + 2 + 2 + 1));
    pool.dispose();
    expect([...held]).toEqual([]);
  });
});

describe('products in several threads', () => {
  it.each([2, 3])('have the bits of one thread: %i threads', async (threads) => {
    const pool = await makePool(threads);
    const several = threadedKernels(kernels, pool, heap, always);
    let jobs = 0;
    const counted = pool.run.bind(pool);
    pool.run = (...call) => {
      jobs++;
      return counted(...call);
    };
    for (const product of products) {
      const before = jobs;
      const { name, ...rest } = product;
      const expected = run(kernels, product);
      for (let time = 0; time < 5; time++)
        expect({ name, got: run(several, product) }).toEqual({ name, got: expected });
      expect({ name, jobs: jobs - before }).toEqual({ name, jobs: 5 });
      if (rest.count !== undefined && !rest.shareB) continue;
      expect({ name, got: run(several, product, true) }).toEqual({ name, got: run(kernels, product, true) });
    }
    pool.dispose();
    // Scratch memory and panels are given back.
    expect([...held]).toEqual([]);
  });

  it('stay in one thread where they are small, are a vector, or the pool is gone', async () => {
    const pool = await makePool(2);
    const several = threadedKernels(kernels, pool, heap, always);
    pool.run = () => expect.unreachable();
    const small: Product = { name: 'small', m: 64, n: 64, k: 64 };
    const row: Product = { name: 'row', m: 1, n: 2000, k: 1300 };
    for (const product of [small, row]) expect(run(several, product)).toEqual(run(kernels, product));
    pool.dispose();
    expect(pool.size).toBe(1);
    expect(run(several, products[0])).toEqual(run(kernels, products[0]));
  });
});

describe('KernelPool', () => {
  it('works alone until its helpers are there, and when there is no memory for them', async () => {
    const all = kernels as unknown as Record<string, unknown>;
    const empty = { allocate: () => 0, free: () => undefined };
    const pool = new KernelPool({ module, memory, kernels: all, threads: 2, ...empty });
    pools.push(pool);
    expect(pool.size).toBe(1);
    const pieces = [[], []];
    expect(pool.run('gemmWorkspace', { pieces })).toBe(false);
    pool.start();
    while (pool.size < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(pool.run('noSuchKernel', { pieces })).toBe(false);
    expect(pool.run('gemm', { pieces, scratch: { argument: 0, bytes: 8 } })).toBe(false);
    expect(
      pool.run('gemmWorkspace', {
        pieces: [
          [1, 1, 1, 1, 0],
          [1, 1, 1, 1, 0],
        ],
      }),
    ).toBe(true);
  });

  it('says that a piece has trapped, wherever it ran', async () => {
    const pool = await makePool(2);
    const outside = [8, 4, 0xfffffff0, 0xfffffff0, 0xfffffff0, 0xfffffff0, 0xfffffff0, 1e-6];
    const pieces = Array.from({ length: 16 }, () => outside);
    expect(() => pool.run('layerNormForward', { pieces })).toThrow(WebAssembly.RuntimeError);
  });
});
