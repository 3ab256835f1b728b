import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { gzip } from './gzip';
import { type IdxArray, readIdx, writeIdx } from './idx';

const arrays: IdxArray[] = [
  { shape: [2, 3], dtype: 'uint8', data: Uint8Array.of(0, 1, 2, 253, 254, 255) },
  { shape: [3], dtype: 'int8', data: Int8Array.of(-128, 0, 127) },
  { shape: [2], dtype: 'int16', data: Int16Array.of(-300, 5000) },
  { shape: [1, 1, 2], dtype: 'int32', data: Int32Array.of(-70000, 2 ** 30) },
  { shape: [2], dtype: 'float32', data: Float32Array.of(0.1, -1e30) },
  { shape: [2], dtype: 'float64', data: Float64Array.of(0.1, Number.NEGATIVE_INFINITY) },
  { shape: [0, 28, 28], dtype: 'uint8', data: new Uint8Array() },
];

describe('readIdx', () => {
  it.each(arrays)('returns what writeIdx wrote: $dtype [$shape]', async (array) => {
    expect(await readIdx(writeIdx(array))).toEqual(array);
    expect(await readIdx(await gzip(writeIdx(array)))).toEqual(array);
  });

  it('reads the published header of the MNIST label files', async () => {
    const file = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1);
    expect(await readIdx(file)).toEqual({ shape: [3], dtype: 'uint8', data: Uint8Array.of(7, 2, 1) });
  });

  it('stores multi-byte elements big-endian', () => {
    expect([...writeIdx(arrays[2]).subarray(8)]).toEqual([0xfe, 0xd4, 0x13, 0x88]);
  });

  it('reads from a view into a larger buffer', async () => {
    const file = writeIdx(arrays[3]);
    const padded = new Uint8Array(file.length + 5);
    padded.set(file, 3);
    expect(await readIdx(padded.subarray(3, 3 + file.length))).toEqual(arrays[3]);
  });

  const header = (...sizes: number[]) => {
    const bytes = new Uint8Array(4 + 4 * sizes.length);
    bytes.set([0, 0, 8, sizes.length]);
    sizes.forEach((size, i) => {
      new DataView(bytes.buffer).setUint32(4 + 4 * i, size);
    });
    return bytes;
  };

  it.each([
    ['a text file', new TextEncoder().encode('<!doctype html>'), /starts with 3c 21 64 6f/],
    ['an empty file', new Uint8Array(), /ends after 0 bytes, inside the header/],
    ['a header cut off', header(3, 3).subarray(0, 9), /ends after 9 bytes/],
    ['too few elements', header(3, 3), /announces uint8 \[3,3\], 21 bytes with the header, but the file has 12/],
    ['bytes after the end', new Uint8Array([...header(1), 1, 2]), /9 bytes with the header, but the file has 10/],
    ['an unknown type', Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0), /starts with 00 00 07 01/],
    ['rank 0', Uint8Array.of(0, 0, 8, 0), /a rank from 1 to 8/],
    ['a size beyond every file', header(0xffffffff, 0xffffffff, 0xffffffff), /more than the accepted 1073741824/],
  ])('names the file and the fault: %s', async (_, bytes, text) => {
    const reading = readIdx(bytes, { name: 'digits.idx' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(text);
    await expect(reading).rejects.toThrow('digits.idx');
  });

  it('stops a gzip file that unpacks to more than its header says', async () => {
    const bomb = new Uint8Array(5_000_000);
    bomb.set(header(10));
    await expect(readIdx(await gzip(bomb), { name: 'bomb.gz' })).rejects.toThrow(
      /bomb.gz: the file unpacks to more than 19 bytes/,
    );
  });

  it('reports damaged and cut off gzip data', async () => {
    const packed = await gzip(
      writeIdx({ shape: [1000], dtype: 'uint8', data: new Uint8Array(1000).map((_, i) => i * 37) }),
    );
    await expect(readIdx(packed.subarray(0, packed.length - 20), { name: 'cut.gz' })).rejects.toThrow(
      /cut.gz: the gzip data \(\d+ bytes\) is damaged/,
    );
    const damaged = packed.slice();
    damaged.fill(0xff, 12, 40);
    await expect(readIdx(damaged)).rejects.toThrow(DataError);
  });

  it('refuses to write a shape that does not fit the data', () => {
    expect(() => writeIdx({ shape: [2, 2], dtype: 'uint8', data: new Uint8Array(3) })).toThrow(
      /shape \[2,2\] with 3 elements/,
    );
  });
});
