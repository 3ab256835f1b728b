import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors/perceptrons-error';
import { littleEndian, npyFile } from './__fixtures__/hand-made-files';
import { readNpy, writeNpy } from './index';

// Written by numpy: tooling/reference/tensor/weight_files.py.
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`__fixtures__/${name}`, import.meta.url)));

describe('readNpy', () => {
  it.each([
    ['grid.npy', 'float32', [2, 3], [0, 1, 2, 3, 4, 5]],
    ['fortran.npy', 'float32', [2, 3, 4], [...Array(24).keys()]],
    ['big-endian.npy', 'int32', [2, 2], [1, -2, 300, -400]],
    ['scalar.npy', 'float32', [], [2.5]],
    ['flags.npy', 'bool', [3], [1, 0, 1]],
    ['half.npy', 'float32', [2], [0.5, -65504]],
    ['version-2.npy', 'int32', [3], [1, 2, 3]],
    ['version-3.npy', 'int32', [3], [1, 2, 3]],
  ])('reads %s of numpy', (name, dtype, shape, values) => {
    const { data, ...rest } = readNpy(fixture(name));
    expect(rest).toEqual({ dtype, shape });
    expect([...data]).toEqual(values);
  });

  it('reads headers in other spellings', () => {
    const old = npyFile('{"descr": "<i2", "fortran_order": False, "shape": (2L, 1L)}\n', [1, 0, 255, 255]);
    expect(readNpy(old)).toEqual({ dtype: 'int32', shape: [2, 1], data: new Int32Array([1, -1]) });
    const wide = npyFile("{'shape':(1,),'fortran_order':True,'descr':'>u8'}", [0, 0, 0, 0, 0, 0, 1, 2], 2);
    expect([...readNpy(wide).data]).toEqual([258]);
    const empty = npyFile("{'descr': '<f8', 'fortran_order': True, 'shape': (0, 3), }");
    expect(readNpy(empty)).toEqual({ dtype: 'float32', shape: [0, 3], data: new Float32Array(0) });
  });

  const header = (descr: string, shape = '(1,)') =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;
  it.each<[string, Uint8Array, RegExp]>([
    ['objects', fixture('objects.npy'), /\|O/],
    ['records', fixture('records.npy'), /records/],
    ['an empty file', new Uint8Array(0), /magic/],
    ['another format', new TextEncoder().encode('\x93NUMPX______'), /magic/],
    ['version 4', npyFile(header("'<f4'"), [0, 0, 0, 0], 4), /4\.0/],
    ['a header past the end', npyFile(header("'<f4'")).subarray(0, 40), /of 40/],
    ['complex numbers', npyFile(header("'<c8'")), /<c8/],
    ['texts', npyFile(header("'<U3'")), /<U3/],
    ['native order', npyFile(header("'=f4'")), /=f4/],
    ['wide elements without an order', npyFile(header("'|f4'")), /\|f4/],
    ['missing data', npyFile(header("'<f4'", '(2, 2)'), [0, 0, 0, 0]), /needs 16 bytes.*has 4/],
    ['surplus data', npyFile(header("'|u1'"), [1, 2]), /needs 1 bytes.*has 2/],
    ['a shape far beyond the file', npyFile(header("'<f4'", '(9999999999999999, 9999999999999999)')), /tuple|shape/],
    ['a huge product', npyFile(header("'<f4'", '(4294967296, 4294967296)')), /shape is/],
    ['a negative size', npyFile(header("'<f4'", '(-1,)')), /tuple/],
    ['a size without comma', npyFile(header("'<f4'", '(1 2)')), /for ","/],
    ['code', npyFile("__import__('os')"), /for "\{"/],
    ['a missing field', npyFile("{'descr': '<f4', 'shape': (), }"), /descr, shape instead/],
    ['a field twice', npyFile("{'descr': '<f4', 'descr': '<f4'}"), /twice/],
    ['an open dictionary', npyFile("{'descr': '<f4'"), /undefined/],
    ['text after the dictionary', npyFile(`${header("'<f4'")} 1`, [0, 0, 0, 0]), /goes on/],
    ['a boolean for the dtype', npyFile(header('True')), /dtype/],
  ])('refuses %s', (_, file, text) => {
    expect(() => readNpy(file)).toThrow(DataError);
    expect(() => readNpy(file)).toThrow(text);
  });

  it('names the array whose integer is too large', () => {
    const file = npyFile(header("'<i8'"), littleEndian(2n ** 40n, 8));
    expect(() => readNpy(file, { name: 'labels' })).toThrow(/"labels".*1099511627776/);
  });
});

describe('writeNpy', () => {
  it.each(['grid.npy', 'scalar.npy', 'flags.npy'])('writes the bytes of numpy for %s', (name) => {
    expect([...writeNpy(readNpy(fixture(name)))]).toEqual([...fixture(name)]);
  });

  it('round-trips many shapes', () => {
    for (const shape of [[0], [1, 0, 2], [5], [1, 2, 3, 4], [100, 1]]) {
      const data = new Int32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => i - 3);
      const file = writeNpy({ dtype: 'int32', shape, data });
      expect((file.length - data.byteLength) % 64).toBe(0);
      expect(readNpy(file)).toEqual({ dtype: 'int32', shape, data });
    }
  });

  it('refuses malformed arrays', () => {
    expect(() => writeNpy({ dtype: 'float32', shape: [3], data: new Float32Array(2) })).toThrow(/length 2/);
    const deep = { dtype: 'float32' as const, shape: new Array(30_000).fill(1), data: new Float32Array(1) };
    expect(() => writeNpy(deep)).toThrow(/30000 sizes/);
  });
});
