import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import binaryen from 'assemblyscript/binaryen';
import { describe, expect, it } from 'vitest';
import { relaxed } from '../generated/relaxed';
import { simd } from '../generated/simd';
import { chooseBinary, forSharedMemory } from './wasm-binary';

const binaries = { simd, relaxed };
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(base64, 'base64'));

/** Ids of the sections of a module: 1 type, 2 import, 3 function, 5 memory, 6 global, 7 export, 10 code, 11 data. */
function sectionIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  let at = 8;
  while (at < bytes.length) {
    ids.push(bytes[at++]);
    let size = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes[at++];
      size |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    at += size;
  }
  return ids;
}

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
  it('has neither memory nor data of its own, so it cannot touch low addresses of the shared heap', () => {
    const allowed = new Set([0, 1, 2, 3, 6, 7, 9, 10]);
    expect(sectionIds(bytesOf(base64)).filter((id) => !allowed.has(id))).toEqual([]);
  });

  it('never grows the memory', () => {
    const text = binaryen.readBinary(bytesOf(base64)).emitText();
    expect(text).toContain('v128.load');
    expect(text).not.toContain('memory.grow');
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
