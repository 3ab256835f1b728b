import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ConfigError, DataError } from '../errors/perceptrons-error';
import { type HandMadeEntry, zipFile } from './__fixtures__/hand-made-files';
import { crc32 } from './crc32';
import { readNpz, type WeightArray, writeNpy, writeNpz } from './index';

// Written by numpy: tooling/reference/tensor/weight_files.py.
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`__fixtures__/${name}`, import.meta.url)));

const arrays = new Map<string, WeightArray>([
  ['grid', { dtype: 'float32', shape: [2, 3], data: new Float32Array([0, 1, 2, 3, 4, 5]) }],
  ['counts', { dtype: 'int32', shape: [40], data: new Int32Array(40).map((_, i) => i % 3) }],
  ['flag', { dtype: 'bool', shape: [], data: new Uint8Array([1]) }],
]);
const file = writeNpy(arrays.get('counts')!);
const deflated = new Uint8Array(deflateRawSync(file));
const stored = (changes: Partial<HandMadeEntry> = {}): HandMadeEntry => ({
  name: 'counts.npy',
  data: file,
  crc: crc32(file),
  size: file.length,
  ...changes,
});
const compressed = (changes: Partial<HandMadeEntry> = {}) => stored({ data: deflated, method: 8, ...changes });

describe('crc32', () => {
  it('has the published check value', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });
});

describe('readNpz', () => {
  it.each(['stored.npz', 'compressed.npz'])('reads %s of numpy', async (name) => {
    expect([...(await readNpz(fixture(name)))]).toEqual([...arrays]);
  });

  it.each<[string, Uint8Array]>([
    ['saturated local sizes', zipFile([stored()])],
    ['ZIP64 fields and end records', zipFile([stored({ wide: true })], { wide: true })],
    ['ZIP64 and deflate', zipFile([compressed({ wide: true })], { wide: true })],
    ['a comment', zipFile([compressed()], { comment: 'PK\x05\x06 made by hand' })],
  ])('reads archives with %s', async (_, archive) => {
    expect([...(await readNpz(archive))]).toEqual([['counts', arrays.get('counts')]]);
  });

  it('reads an archive without entries', async () => {
    expect((await readNpz(zipFile([]))).size).toBe(0);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /no end record/],
    ['a cut file', fixture('stored.npz').subarray(0, 800), /no end record/],
    ['a wrong checksum', zipFile([stored({ crc: 1 })]), /CRC-32/],
    ['a wrong checksum of deflated data', zipFile([compressed({ crc: 1 })]), /CRC-32/],
    ['an encrypted entry', zipFile([stored({ flags: 1 })]), /encrypted/],
    ['another compression', zipFile([stored({ method: 12 })]), /method 12/],
    ['a stored entry of another size', zipFile([stored({ size: file.length + 1 })]), /claims/],
    ['a deflated entry that is longer', zipFile([compressed({ size: file.length - 1 })]), /more than/],
    ['a deflated entry that is shorter', zipFile([compressed({ size: file.length + 1 })]), /states/],
    [
      'damaged deflate data',
      zipFile([compressed({ data: deflated.map((byte, i) => (i === 0 ? 7 : byte)) })]),
      /deflate/,
    ],
    ['cut deflate data', zipFile([compressed({ data: deflated.subarray(0, 20) })]), /deflate|expands/],
    ['a claim of 1 GiB in a few bytes', zipFile([compressed({ size: 2 ** 30 })]), /claims 1073741824 bytes from/],
    ['a claim of 2^62 bytes', zipFile([compressed({ size: 2n ** 62n, wide: true })]), /Infinity bytes/],
    ['data past the directory', zipFile([stored({ compressedSize: 10_000, size: 10_000 })]), /past the directory/],
    ['a local header past the end', zipFile([stored({ headerPlace: 10_000 })]), /local header/],
    ['a local header elsewhere', zipFile([stored({ headerPlace: 2 })]), /local header/],
    ['overlapping entries', zipFile([stored(), stored({ name: 'b.npy', headerPlace: 0 })]), /overlap/],
    ['a directory of too many entries', zipFile([stored()], { count: 9 }), /cannot hold 9/],
    ['a directory with a missing entry', zipFile([stored({ name: 'a'.repeat(90) })], { count: 2 }), /entry 1/],
    ['two entries of one name', zipFile([stored(), stored()]), /two entries/],
    ['an entry of another kind', zipFile([stored({ name: 'readme.txt' })]), /readme\.txt/],
    ['a name that is not UTF-8', zipFile([stored()]).map((byte) => (byte === 0x75 ? 0xff : byte)), /UTF-8/],
    [
      'a damaged array',
      zipFile([stored({ data: new Uint8Array(20), size: 20, crc: crc32(new Uint8Array(20)) })]),
      /magic/,
    ],
  ])('refuses %s', async (_, archive, text) => {
    await expect(readNpz(archive)).rejects.toThrow(DataError);
    await expect(readNpz(archive)).rejects.toThrow(text);
  });

  it('refuses a missing ZIP64 end record and split archives', async () => {
    const wide = zipFile([stored({ wide: true })], { wide: true });
    const locator = wide.length - 22 - 20;
    const moved = wide.slice();
    moved[locator + 8] += 1;
    await expect(readNpz(moved)).rejects.toThrow(/ZIP64 end record/);
    const split = zipFile([stored()]);
    split[split.length - 18] = 1;
    await expect(readNpz(split)).rejects.toThrow(/split/);
  });

  it('caps the expanded size', async () => {
    await expect(readNpz(fixture('stored.npz'), { maximumBytes: 100 })).rejects.toThrow(/maximumBytes/);
  });
});

describe('writeNpz', () => {
  it('round-trips, and is the same every time', async () => {
    const archive = writeNpz(arrays);
    expect([...(await readNpz(archive))]).toEqual([...arrays]);
    expect([...writeNpz(Object.fromEntries(arrays))]).toEqual([...archive]);
    expect((await readNpz(writeNpz({}))).size).toBe(0);
  });

  it('refuses what a plain archive cannot hold', () => {
    const name = 'n'.repeat(70_000);
    expect(() => writeNpz({ [name]: arrays.get('flag')! })).toThrow(ConfigError);
  });
});
