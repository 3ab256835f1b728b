import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import fixture from '../__fixtures__/mat.json';
import type { MatStruct, MatValue } from './mat-value';
import { readMat } from './read-mat';

// Golden files of SciPy; made by tooling/reference/data/mat.py, which names the version.
const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const plain = bytesOf(fixture.plain);
const compressed = bytesOf(fixture.compressed);

// Parts of files that SciPy does not write.
const joined = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
function words(big: boolean, ...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, index) => {
    view.setUint32(4 * index, value, !big);
  });
  return new Uint8Array(view.buffer);
}
function element(type: number, content: Uint8Array, big = false): Uint8Array {
  return joined(words(big, type, content.length), content, new Uint8Array((8 - (content.length % 8)) % 8));
}
function header(big = false): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set(new TextEncoder().encode(big ? '\x01\x00MI' : '\x00\x01IM'), 124);
  return bytes;
}
const ascii = (text: string) => new TextEncoder().encode(text);
/** A matrix element. */
function matrix(name: string, code: number, sizes: number[], content: Uint8Array, big = false): Uint8Array {
  const head = [
    element(6, words(big, code, 0), big),
    element(5, words(big, ...sizes), big),
    element(1, ascii(name), big),
  ];
  return element(14, joined(...head, content), big);
}
/** A cell in a cell in a cell. */
function nest(depth: number): Uint8Array {
  let inner = matrix('', 6, [0, 0], element(9, new Uint8Array()));
  for (let level = 0; level < depth; level++) inner = matrix(level === depth - 1 ? 'deep' : '', 1, [1, 1], inner);
  return inner;
}

describe.each([
  ['plain', plain],
  ['compressed', compressed],
])('readMat of a %s file', (_, file) => {
  it.each(Object.entries(fixture.numbers))('reads the numbers of %s', async (name, expected) => {
    const value = (await readMat(file)).get(name);
    expect(value).toMatchObject({ kind: 'numbers', shape: expected.shape });
    if (value?.kind !== 'numbers') return;
    const imaginary = 'imaginary' in expected ? Float64Array.from(expected.imaginary!) : undefined;
    expect(value.imaginary).toEqual(imaginary);
    const special: Record<string, number> = { inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY };
    const numbers = expected.data.map((number) =>
      typeof number === 'string' ? (special[number] ?? Number.NaN) : number,
    );
    expect(Array.from(value.data)).toEqual(numbers);
  });

  it('tells the class of numbers', async () => {
    const variables = await readMat(file);
    const classes = ['grid', 'short', 'flags', 'int8', 'uint16', 'int64'].map((name) => variables.get(name));
    expect(classes.map((value) => value?.kind === 'numbers' && value.class)).toEqual([
      'double',
      'single',
      'logical',
      'int8',
      'uint16',
      'int64',
    ]);
  });

  it('reads text, also in several rows and beyond ASCII', async () => {
    const variables = await readMat(file);
    expect(variables.get('word')).toEqual({ kind: 'text', shape: [1, 10], rows: ['plasticity'] });
    expect(variables.get('accents')).toMatchObject({ rows: ['Größe θ'] });
    expect(variables.get('rows')).toEqual({ kind: 'text', shape: [2, 5], rows: ['one  ', 'three'] });
  });

  it('reads arrays of structs', async () => {
    const crossings = (await readMat(file)).get('crossings') as MatStruct;
    expect(crossings).toMatchObject({ kind: 'struct', shape: [1, 3], fields: ['time', 'type'] });
    const rows = crossings.elements.map((one) => [one.get('time'), one.get('type')]);
    const number = (value: number): MatValue => ({
      kind: 'numbers',
      class: 'double',
      shape: [1, 1],
      data: Float64Array.of(value),
    });
    expect(rows).toEqual([
      [number(0.5), { kind: 'text', shape: [1, 4], rows: ['AtoM'] }],
      [number(2.25), { kind: 'text', shape: [1, 4], rows: ['MtoA'] }],
      [number(7), { kind: 'text', shape: [1, 4], rows: ['AtoO'] }],
    ]);
  });

  it('reads structs in structs and cells of anything, column-major', async () => {
    const variables = await readMat(file);
    const nested = variables.get('nested') as MatStruct;
    const inner = nested.elements[0].get('inner') as MatStruct;
    expect(inner.elements[0].get('deep')).toMatchObject({ data: Float64Array.of(7) });
    expect(nested.elements[0].get('list')).toMatchObject({ class: 'int16', data: Float64Array.of(1, 2) });
    expect(variables.get('cells')).toMatchObject({
      kind: 'cell',
      shape: [2, 2],
      elements: [{ data: Float64Array.of(3) }, { shape: [0, 0] }, { rows: ['abc'] }, { data: Float64Array.of(1, 2) }],
    });
  });

  it('lists what it cannot read', async () => {
    expect((await readMat(file)).get('thin')).toEqual({ kind: 'unsupported', class: 'sparse' });
  });
});

describe('readMat', () => {
  it.each([false, true])('reads doubles stored as bytes and shorts, big-endian %s', async (big) => {
    const asBytes = matrix('bytes', 6, [2, 2], element(2, Uint8Array.of(1, 2, 3, 255), big), big);
    const short = joined(words(big, (4 << 16) | 3), big ? [0xff, 0xfe, 0, 5] : [0xfe, 0xff, 5, 0]);
    const asShorts = matrix('shorts', 6, [1, 2], short, big);
    const variables = await readMat(joined(header(big), asBytes, asShorts));
    expect(variables.get('bytes')).toMatchObject({ shape: [2, 2], data: Float64Array.of(1, 2, 3, 255) });
    expect(variables.get('shorts')).toMatchObject({ class: 'double', data: Float64Array.of(-2, 5) });
  });

  it('reads from a view into a larger buffer', async () => {
    const padded = new Uint8Array(plain.length + 5);
    padded.set(plain, 3);
    expect(await readMat(padded.subarray(3, 3 + plain.length))).toEqual(await readMat(plain));
  });

  it('passes over the data that MATLAB keeps for objects', async () => {
    const nameless = matrix('', 9, [1, 2], element(2, Uint8Array.of(1, 2)));
    const opaque = element(
      14,
      joined(element(6, words(false, 17, 0)), element(1, ascii('fit')), element(1, ascii('MCOS'))),
    );
    const variables = await readMat(joined(header(), nameless, opaque));
    expect([...variables]).toEqual([['fit', { kind: 'unsupported', class: 'opaque object' }]]);
  });

  const hdf5 = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);
  const version73 = new Uint8Array(600);
  version73.set(header());
  version73.set(hdf5, 512);
  const grid = matrix('grid', 6, [2, 2], element(9, new Uint8Array(32)));
  const damaged = compressed.slice();
  damaged.fill(0xff, 150, 190);

  it.each<[string, Uint8Array, string, RegExp]>([
    ['version 7.3', version73, 'mat-version', /version: version 7.3 \(HDF5\)\..* '-v7'\)/],
    ['an HDF5 file', joined(hdf5, new Uint8Array(200)), 'mat-version', /version 7.3 \(HDF5\)/],
    ['version 4', bytesOf(fixture.version4), 'mat-version', /perhaps version 4/],
    [
      'a text file',
      new Uint8Array(200).fill(65),
      'mat-format',
      /bytes 126 and 127 are 65 and 65, expected the letters IM/,
    ],
    ['an empty file', new Uint8Array(), 'mat-format', /has 0 bytes, less than the header of 128/],
    [
      'a file that is cut off',
      plain.subarray(0, 300),
      'mat-length',
      /a variable needs \d+ bytes, but only \d+ are left/,
    ],
    ['a tag that is cut off', joined(header(), [1, 2]), 'mat-length', /a variable needs 8 bytes, but only 2 are left/],
    [
      '64-bit integers beyond 2^53',
      bytesOf(fixture.beyond),
      'mat-range',
      /variable count: number 1 of the real part is 115/,
    ],
    ['damaged compression', damaged, 'deflate', /the deflate data \(\d+ bytes\) is damaged or cut off/],
    [
      'another element',
      joined(header(), element(9, new Uint8Array(8))),
      'mat-format',
      /an element has type 9, expected/,
    ],
    [
      'an inner size beyond its matrix',
      joined(header(), matrix('a', 6, [1, 1], words(false, 9, 800, 0, 0))),
      'mat-length',
      /variable a: the real part needs 800 bytes, but only 8 are left/,
    ],
    [
      'wrong sizes',
      joined(header(), matrix('a', 6, [3, 3], element(9, new Uint8Array(8)))),
      'mat-format',
      /1 numbers, the sizes say 9/,
    ],
    [
      'sizes below 0',
      joined(header(), matrix('a', 6, [-1, 3], new Uint8Array(8))),
      'mat-format',
      /the sizes are \[-1,3\]/,
    ],
    [
      'one size',
      joined(header(), matrix('a', 6, [3], new Uint8Array(8))),
      'mat-format',
      /expected 2 to 32 whole numbers/,
    ],
    [
      'more cells than bytes',
      joined(header(), matrix('a', 1, [2 ** 30, 2 ** 30], new Uint8Array(8))),
      'mat-format',
      /1152921504606847000 values cannot be in the 8 bytes/,
    ],
    [
      'a huge struct without fields',
      joined(
        header(),
        matrix('a', 2, [2 ** 30, 1], joined(element(5, words(false, 32)), element(1, new Uint8Array()))),
      ),
      'mat-format',
      /a struct without fields has 1073741824 elements/,
    ],
    [
      'field names that do not divide',
      joined(header(), matrix('a', 2, [1, 1], joined(element(5, words(false, 3)), element(1, ascii('abcd'))))),
      'mat-format',
      /4 characters of field names do not divide/,
    ],
    [
      'a cell of numbers',
      joined(header(), matrix('a', 1, [1, 1], element(9, new Uint8Array(8)))),
      'mat-format',
      /variable a: cell 0 has type 9/,
    ],
    ['an unknown class', joined(header(), matrix('a', 99, [1, 1], new Uint8Array(8))), 'mat-format', /array class 99/],
    ['nesting without end', joined(header(), nest(200)), 'mat-format', /nested more than 64 deep/],
    [
      'text of another length',
      joined(header(), matrix('a', 4, [1, 5], element(16, ascii('abc')))),
      'mat-format',
      /text has 3 characters, the sizes say 5/,
    ],
    [
      'a short tag that is too long',
      joined(header(), words(false, (5 << 16) | 1, 0)),
      'mat-format',
      /short tag of 5 bytes/,
    ],
    [
      'flags of another type',
      joined(header(), element(14, element(9, new Uint8Array(8)))),
      'mat-format',
      /array flags have type 9/,
    ],
    [
      'double compression',
      joined(header(), element(14, joined(grid.subarray(8), grid)).slice(0, 80), [1]),
      'mat-length',
      /left/,
    ],
  ])('refuses %s', async (_, bytes, code, text) => {
    const reading = readMat(bytes, { name: 'Fly1.mat' });
    await expect(reading).rejects.toThrow(DataError);
    await expect(reading).rejects.toThrow(text);
    await expect(reading).rejects.toMatchObject({ code: `data/${code}` });
    await expect(reading).rejects.toThrow('Fly1.mat');
  });

  it('takes text without its bytes as blank', async () => {
    const blank = matrix('unit', 4, [1, 5], element(16, new Uint8Array()));
    expect((await readMat(joined(header(), blank))).get('unit')).toEqual({ kind: 'text', shape: [1, 5], rows: [] });
  });

  it('accepts a moderate depth', async () => {
    expect((await readMat(joined(header(), nest(50)))).get('deep')?.kind).toBe('cell');
  });

  it('fails with an error of ours, whatever byte is changed or missing', async () => {
    let refused = 0;
    for (let trial = 0; trial < 300; trial++) {
      const bytes = plain.slice(0, trial % 3 ? plain.length : 128 + ((trial * 53) % (plain.length - 128)));
      const place = 128 + ((trial * 7919) % (plain.length - 128));
      if (place < bytes.length) bytes[place] ^= 1 << (trial % 8);
      try {
        await readMat(bytes);
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(DataError);
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it('stops compressed data that unpack to more than they announce or than is accepted', async () => {
    await expect(readMat(compressed, { maximumBytes: 1000 })).rejects.toMatchObject({ code: 'data/too-large' });
    const stream = new Blob([joined(grid, new Uint8Array(1_000_000)) as BlobPart]).stream();
    const packed = await new Response(stream.pipeThrough(new CompressionStream('deflate'))).arrayBuffer();
    const bomb = joined(header(), words(false, 15, packed.byteLength), new Uint8Array(packed));
    await expect(readMat(bomb)).rejects.toMatchObject({ code: 'data/too-large' });
  });
});
