import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { faultsOf } from '@perceptrons/assemble';
import { describe, expect, it } from 'vitest';
import { relaxed } from '../generated/relaxed';
import { simd } from '../generated/simd';
import { chooseBinary, forSharedMemory } from './wasm-binary';

const binaries = { simd, relaxed };
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'));

/** The functions that the entry file of the kernels exports again. */
function listedFunctions(): string[] {
  const text = readFileSync(new URL('../../assembly/index.ts', import.meta.url), 'utf8');
  const lists = [...text.matchAll(/export \{([^}]*)\}/g)].map(([, names]) => names.split(','));
  return lists
    .flat()
    .flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
    .sort();
}

describe.each(Object.entries(binaries))('the %s binary', (_name, base64) => {
  it('is a guest on the memory: no memory or data of its own, and it never grows it', () => {
    expect(faultsOf(bytesOf(base64))).toEqual([]);
    expect(new Set(WebAssembly.Module.exports(new WebAssembly.Module(bytesOf(simd))).map(({ kind }) => kind))).toEqual(
      new Set(['function']),
    );
  });
});

describe('the simd binary', () => {
  it('imports the memory only and exports the listed functions only', () => {
    const module = new WebAssembly.Module(bytesOf(simd));
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: 'env', name: 'memory', kind: 'memory' }]);
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(listedFunctions());
  });

  it('is the only choice when results must be the same on every machine', () => {
    expect(chooseBinary(true)?.instructionSet).toBe('simd');
    const free = chooseBinary(false)?.instructionSet;
    expect(free).toBe(WebAssembly.validate(bytesOf(relaxed)) ? 'relaxed' : 'simd');
  });

  it('runs on shared memory after one flag is set', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const instantiate = (bytes: Uint8Array<ArrayBuffer>) =>
      new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    expect(() => instantiate(bytesOf(simd))).toThrow(WebAssembly.LinkError);
    expect(instantiate(forSharedMemory(bytesOf(simd))).exports.gemm).toBeTypeOf('function');
  });

  it('gives the same bits on every machine', () => {
    const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536 });
    const exports = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(simd)), { env: { memory } }).exports;
    const values = new Float32Array(memory.buffer, 0, 4096);
    // Exact in float32 on purpose: no library function takes part.
    for (let i = 0; i < 2048; i++) values[i] = (((i * 7919) % 2003) - 1001) / 256;
    const gemm = exports.gemm as (...parameters: number[]) => void;
    const activation = exports.activationForward as (...parameters: number[]) => void;
    gemm(1, 17, 23, 29, 0, 0, 116, 4, 2048, 0, 92, 4, 8192, 0, 92, 0, 0, 0, 0, 8192, 65536);
    activation(2048, 0, 16384, 2);
    activation(2048, 0, 32768, 3);
    const hash = createHash('sha256')
      .update(new Uint8Array(memory.buffer, 8192, 17 * 23 * 4))
      .update(new Uint8Array(memory.buffer, 16384, 8192))
      .update(new Uint8Array(memory.buffer, 32768, 8192))
      .digest('hex');
    expect(hash.slice(0, 16)).toBe('3990f754f4a6fee7');
  });
});
