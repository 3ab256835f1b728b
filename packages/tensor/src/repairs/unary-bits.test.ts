// The functions of one value and powers in the plain SIMD binary: the same bits on every machine.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { simd } from '../generated/simd';

type Kernel = (...parameters: number[]) => void;

const memory = new WebAssembly.Memory({ initial: 4, maximum: 65536 });
const kernels = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(simd, 'base64')), { env: { memory } })
  .exports as unknown as Record<'unary' | 'binary', Kernel>;

const count = 4099;
const [x, y, scratch] = [1024, 65536, 0];

/** Floats of many sizes, made without a library function. */
function fill(): void {
  const bits = new Uint32Array(memory.buffer, x, count);
  let state = 1;
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Exponents from 2^-31 to 2^32: nothing overflows to NaN, whose bits are free.
    bits[index] = (state & 0x807fffff) | ((96 + ((state >>> 8) % 64)) << 23);
  }
}

function resultHash(): string {
  const values = new Float32Array(memory.buffer, y, count);
  values.forEach((value, index) => {
    if (Number.isNaN(value)) values[index] = 0;
  });
  return createHash('sha256')
    .update(new Uint8Array(memory.buffer, y, count * 4))
    .digest('hex')
    .slice(0, 16);
}

describe('the plain SIMD binary', () => {
  it.each([
    ['exp', 0, '1e7f40db937d851d'],
    ['expm1', 1, 'e427723a1be4d4e1'],
    ['log', 2, '81af11a13bf7d548'],
    ['log1p', 3, '90f3cd224eaeb335'],
    ['sin', 4, '34496dd3e6931877'],
    ['cos', 5, '465da8d094bd8ccd'],
    ['erf', 6, 'e387457ccc1de064'],
    ['softplus', 7, '4f3d1331d7ea9b46'],
    ['tanh', 8, 'cc75f97607998935'],
    ['selu', 9, '5c678baa393aebf2'],
  ])('gives the same bits of %s on every machine', (_name, code, hash) => {
    fill();
    kernels.unary(code, count, x, y, 0, scratch);
    expect(resultHash()).toBe(hash);
  });

  it('gives the same bits of powers on every machine', () => {
    fill();
    kernels.binary(2, 4, 4, x, x, y, scratch, 1, 0, 0, 1, 0, 0, count, 4, 4);
    expect(resultHash()).toBe('1eac4a7ba91ff613');
  });
});
