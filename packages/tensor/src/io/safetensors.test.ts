import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DataError } from '../errors/perceptrons-error';
import { littleEndian, safetensorsFile } from './__fixtures__/hand-made-files';
import {
  blobSource,
  bytesSource,
  openSafetensors,
  openShardedSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  type Source,
  type WeightArray,
  writeSafetensors,
} from './index';

const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`__fixtures__/${name}`, import.meta.url)));
const float32 = (...values: number[]) => [...new Uint8Array(new Float32Array(values).buffer)];

// Written by the reference writer: tooling/reference/tensor/weight_files.py.
const plain: [string, WeightArray][] = [
  ['a.bias', { dtype: 'float32', shape: [0, 3], data: new Float32Array(0) }],
  ['b.weight', { dtype: 'float32', shape: [2, 2], data: new Float32Array([1.5, -2, 0.25, 3]) }],
  ['é', { dtype: 'float32', shape: [], data: new Float32Array([7]) }],
  ['a.count', { dtype: 'int32', shape: [3], data: new Int32Array([1, -2, 3]) }],
  ['mask', { dtype: 'bool', shape: [2], data: new Uint8Array([1, 0]) }],
];

describe('readSafetensors', () => {
  it('reads a file of the reference writer', () => {
    expect([...readSafetensors(fixture('plain.safetensors'))]).toEqual(plain);
    expect([...readSafetensorsHeader(fixture('plain.safetensors')).metadata]).toEqual([['format', 'pt']]);
  });

  it('converts every element type', () => {
    const read = readSafetensors(fixture('types.safetensors'), { float8: true });
    const values = Object.fromEntries([...read].map(([name, { dtype, data }]) => [name, [dtype, ...data]]));
    expect(values).toEqual({
      i64: ['int32', 2 ** 31 - 1, -(2 ** 31)],
      f64: ['float32', 0, -1.5, 2 ** -9, 240],
      bf16: ['float32', 0, -1.5, 3.140625, Number.NEGATIVE_INFINITY, 1],
      f16: ['float32', 0, -1.5, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN, 65504],
      i16: ['int32', -300, 300],
      f8_e4m3: ['float32', 0, -1.5, 2 ** -9, 240],
      // 240 lies half way between 224 and 256 and is rounded to even.
      f8_e5m2: ['float32', 0, -1.5, 2 ** -9, 256],
      i8: ['int32', -128, 127],
      u8: ['int32', 0, 255],
      bool: ['bool', 1, 0, 1],
    });
  });

  it('refuses 8-bit floats unless asked', () => {
    expect(() => readSafetensors(fixture('types.safetensors'))).toThrow(/f8_e4m3.*float8: true/);
  });

  it('reads a hand-made file with padding, a scalar and data at odd places', () => {
    const file = safetensorsFile(
      '{"flag":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"x":{"dtype":"F32","shape":[2,2],"data_offsets":[1,17]},' +
        '"s":{"dtype":"BF16","shape":[],"data_offsets":[17,19]},"n":{"dtype":"I64","shape":[1],"data_offsets":[19,27]},' +
        '"none":{"dtype":"F16","shape":[0,3],"data_offsets":[27,27]},"u":{"dtype":"U32","shape":[1],"data_offsets":[27,31]}}   ',
      [5, ...float32(1, 2, 3, 4), 0x80, 0x3f, ...littleEndian(-9n, 8), ...littleEndian(2 ** 31 - 1, 4)],
    );
    const read = readSafetensors(file.buffer as ArrayBuffer);
    expect([...read.keys()]).toEqual(['flag', 'x', 's', 'n', 'none', 'u']);
    expect([...read.values()].map(({ data }) => [...data])).toEqual([[1], [1, 2, 3, 4], [1], [-9], [], [2 ** 31 - 1]]);
    expect(read.get('none')).toEqual({ dtype: 'float32', shape: [0, 3], data: new Float32Array(0) });
  });

  it('copies: the file may change afterwards', () => {
    const file = fixture('plain.safetensors');
    const read = readSafetensors(file);
    file.fill(0xff);
    expect(read.get('b.weight')).toEqual(plain[1][1]);
  });

  it('keeps hostile names harmless', () => {
    const header =
      '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"constructor":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}';
    const read = readSafetensors(safetensorsFile(header, [3, 4]));
    expect([...read.keys()]).toEqual(['__proto__', 'constructor']);
    expect(({} as { dtype?: string }).dtype).toBeUndefined();
  });

  const tensor = (begin: number, end: number, shape = [end - begin], dtype = 'U8') => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /0 bytes/],
    ['seven bytes', new Uint8Array(7), /7 bytes/],
    ['a header length of 2^60', safetensorsFile('{}', [], 2n ** 60n), /1152921504606846976/],
    ['a header length past the end', safetensorsFile('{}', [], 3), /claims 3 bytes/],
    ['no header', safetensorsFile(''), /start with/],
    ['a header that starts with a space', safetensorsFile(' {}'), /start with/],
    ['an open header', safetensorsFile('{"a":'), /JSON/],
    ['text after the header object', safetensorsFile('{} x'), /after the end/],
    ['bytes that are not UTF-8', safetensorsFile('{"?":1}').map((byte) => (byte === 0x3f ? 0xff : byte)), /UTF-8/],
    ['deep nesting', safetensorsFile(`{"a":${'['.repeat(100_000)}`), /nested/],
    [
      'a name that occurs twice',
      safetensorsFile('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":1}'),
      /occurs twice/,
    ],
    ['a field that occurs twice', safetensorsFile('{"a":{"dtype":"U8","dtype":"I8"}}'), /"dtype" occurs twice/],
    ['a tensor that is no object', safetensorsFile({ a: 3 }), /not described/],
    ['an unknown field', safetensorsFile({ a: { ...tensor(0, 0), note: 1 } }), /"note"/],
    ['an unknown dtype', safetensorsFile({ a: tensor(0, 1, [1], 'Q4') }, [0]), /"Q4"/],
    ['a negative size', safetensorsFile({ a: tensor(0, 1, [-1, -1]) }, [0]), /shape/],
    ['a fractional size', safetensorsFile({ a: tensor(0, 1, [0.5, 2]) }, [0]), /shape/],
    [
      'a size beyond 2^53',
      safetensorsFile('{"a":{"dtype":"U8","shape":[9007199254740993],"data_offsets":[0,1]}}', [0]),
      /shape/,
    ],
    [
      'a shape that needs more bytes',
      safetensorsFile({ a: tensor(0, 4, [2 ** 40, 2 ** 40]) }, [0, 0, 0, 0]),
      /4 bytes/,
    ],
    [
      'a negative offset',
      safetensorsFile({ a: { dtype: 'U8', shape: [2], data_offsets: [-1, 1] } }, [0]),
      /data_offsets/,
    ],
    [
      'offsets in reverse',
      safetensorsFile({ a: { dtype: 'U8', shape: [1], data_offsets: [1, 0] } }, [0]),
      /lies at 1 to 0/,
    ],
    ['an offset past the end', safetensorsFile({ a: tensor(0, 9) }, [0]), /lies at 0 to 9/],
    ['an overlap', safetensorsFile({ a: tensor(0, 2), b: tensor(1, 3) }, [0, 0, 0]), /"b" overlaps/],
    ['a hole', safetensorsFile({ a: tensor(0, 1), b: tensor(2, 3) }, [0, 0, 0]), /hole/],
    ['unused bytes at the end', safetensorsFile({ a: tensor(0, 1) }, [0, 0]), /1 bytes at its end/],
    ['metadata that is no text', safetensorsFile({ __metadata__: { a: 1 } }), /metadata "a"/],
    ['metadata that is no object', safetensorsFile({ __metadata__: [] }), /__metadata__/],
  ])('refuses %s', (_, file, text) => {
    expect(() => readSafetensors(file)).toThrow(DataError);
    expect(() => readSafetensors(file)).toThrow(text);
  });

  it('names the tensor and the value that do not fit int32', () => {
    const wide = safetensorsFile({ 'steps.total': tensor(0, 8, [1], 'I64') }, littleEndian(2n ** 31n, 8));
    expect(() => readSafetensors(wide)).toThrow(/steps\.total.*2147483648/);
    const unsigned = safetensorsFile({ u: tensor(0, 4, [1], 'U32') }, [0xff, 0xff, 0xff, 0xff]);
    expect(() => readSafetensors(unsigned)).toThrow(/4294967295/);
    const large = safetensorsFile({ u: tensor(0, 8, [1], 'U64') }, new Array(8).fill(0xff));
    expect(() => readSafetensors(large)).toThrow(/18446744073709551615/);
  });

  it('names the reader of a PyTorch file', () => {
    expect(() => readSafetensors(Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0]))).toThrow(/io\.readTorch/);
    expect(() => readSafetensors(Uint8Array.from([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46]))).toThrow(/pickle/);
  });

  it('refuses what is not bytes', () => {
    expect(() => readSafetensors('file' as unknown as Uint8Array)).toThrow(/type string/);
  });
});

describe('openSafetensors', () => {
  it('reads tensors one by one, and nothing else', async () => {
    const bytes = fixture('plain.safetensors');
    const ranges: [number, number][] = [];
    const source: Source = {
      size: bytes.length,
      read: async (start, end) => {
        ranges.push([start, end]);
        return bytes.slice(start, end);
      },
    };
    const file = await openSafetensors(source);
    expect([...file.entries.keys()]).toEqual(plain.map(([name]) => name));
    expect(await file.read('b.weight')).toEqual(plain[1][1]);
    expect(await file.read('a.bias')).toEqual(plain[0][1]);
    const { start, end } = file.entries.get('b.weight')!;
    expect(ranges.slice(0, 3)).toEqual([
      [0, 8],
      [8, start],
      [start, end],
    ]);
    await expect(file.read('c')).rejects.toThrow(/no tensor "c".*a\.bias/);
  });

  it('reads from a Blob', async () => {
    const file = await openSafetensors(blobSource(new Blob([fixture('plain.safetensors')])));
    expect(await file.read('mask')).toEqual(plain[4][1]);
  });

  it('notices a source that returns too little', async () => {
    const bytes = fixture('plain.safetensors');
    const source = {
      size: bytes.length,
      read: async (start: number, end: number) => bytes.slice(start, Math.min(end, 360)),
    };
    const file = await openSafetensors(source);
    await expect(file.read('mask')).rejects.toThrow(/exactly 2/);
    await expect(openSafetensors(bytesSource(new Uint8Array(3)))).rejects.toThrow(/3 bytes/);
  });
});

describe('openShardedSafetensors', () => {
  const index = JSON.stringify({ metadata: {}, weight_map: { mask: 'one.safetensors', i8: 'two.safetensors' } });
  const files: Record<string, Uint8Array> = {
    'one.safetensors': fixture('plain.safetensors'),
    'two.safetensors': fixture('types.safetensors'),
  };

  it('opens each file once', async () => {
    const opened: string[] = [];
    const checkpoint = openShardedSafetensors(index, (name) => {
      opened.push(name);
      return bytesSource(files[name]);
    });
    expect(checkpoint.names).toEqual(['mask', 'i8']);
    expect([...(await checkpoint.read('i8')).data]).toEqual([-128, 127]);
    expect(await checkpoint.read('mask')).toEqual(plain[4][1]);
    await checkpoint.read('mask');
    expect(opened).toEqual(['two.safetensors', 'one.safetensors']);
    await expect(checkpoint.read('x')).rejects.toThrow(/no tensor "x"/);
  });

  it('tries again after a failure', async () => {
    let attempts = 0;
    const checkpoint = openShardedSafetensors(index, async (name) => {
      if (attempts++ === 0) throw new Error('offline');
      return bytesSource(files[name]);
    });
    await expect(checkpoint.read('mask')).rejects.toThrow('offline');
    expect(await checkpoint.read('mask')).toEqual(plain[4][1]);
  });

  it.each([
    ['no JSON', 'x', /JSON/],
    ['no map', '{}', /weight_map/],
    ['a path', '{"weight_map":{"a":"../b.safetensors"}}', /plain file name/],
    ['a number', '{"weight_map":{"a":1}}', /plain file name/],
  ])('refuses %s', (_, text, message) => {
    expect(() => openShardedSafetensors(text, () => expect.unreachable())).toThrow(message);
  });
});

describe('writeSafetensors', () => {
  it('writes the bytes of the reference writer', () => {
    const written = writeSafetensors(new Map([...plain].reverse()), { metadata: { format: 'pt' } });
    expect([...written]).toEqual([...fixture('plain.safetensors')]);
  });

  it('round-trips, without tensors too', () => {
    expect([...readSafetensors(writeSafetensors(Object.fromEntries(plain)))]).toEqual(plain);
    expect(writeSafetensors({})).toHaveLength(16);
    expect(readSafetensors(writeSafetensors({})).size).toBe(0);
  });

  it('writes views of larger buffers', () => {
    const data = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const read = readSafetensors(writeSafetensors({ a: { dtype: 'float32', shape: [2], data } }));
    expect([...read.get('a')!.data]).toEqual([2, 3]);
  });

  it('refuses malformed tensors and names', () => {
    const wrong = { dtype: 'float32', shape: [3], data: new Float32Array(2) } as WeightArray;
    expect(() => writeSafetensors({ wrong })).toThrow(/"wrong".*\[3\].*length 2/);
    expect(() => writeSafetensors({ a: { ...wrong, data: new Int32Array(3) } as unknown as WeightArray })).toThrow(
      /Int32Array/,
    );
    expect(() => writeSafetensors({ a: null as unknown as WeightArray })).toThrow(DataError);
    expect(() => writeSafetensors({ __metadata__: plain[0][1] })).toThrow(/reserved/);
    expect(() => writeSafetensors({ '\ud800': plain[0][1] })).toThrow(/Unicode/);
  });
});
