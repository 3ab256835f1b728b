import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type HandMadeEntry, zipFile } from '../__fixtures__/hand-made-files';
import { crc32 } from '../crc32';
import { bytesSource, openTorch, readTorch, type Source } from '../index';
import { unpickle } from './unpickle';

// Written by torch: tooling/reference/tensor/torch_files.py.
const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../__fixtures__/${name}.pt`, import.meta.url)));
const text = (value: string) => [...new TextEncoder().encode(value)];
const unicode = (value: string) => [0x58, ...number(text(value).length), ...text(value)];
const number = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const integer = (value: number) => [0x4a, ...number(value)];
const global = (module: string, name: string) => [0x63, ...text(`${module}\n${name}\n`)];
const pickle = (...body: number[][]) => Uint8Array.from([0x80, 2, ...body.flat(), 0x2e]);
const tuple = (...items: number[][]) => [0x28, ...items.flat(), 0x74];

interface HandMadeTensor {
  storage?: string;
  key?: string;
  elements?: number;
  offset?: number;
  shape?: number[];
  strides?: number[];
}

/** Opcodes of one tensor; its parts may lie. */
function tensor({
  storage = 'FloatStorage',
  key = '0',
  elements = 2,
  offset = 0,
  shape = [2],
  strides = [1],
}: HandMadeTensor = {}): number[] {
  const id = tuple(unicode('storage'), global('torch', storage), unicode(key), unicode('cpu'), integer(elements));
  return [
    ...global('torch._utils', '_rebuild_tensor_v2'),
    ...tuple(
      [...id, 0x51],
      integer(offset),
      tuple(...shape.map(integer)),
      tuple(...strides.map(integer)),
      [0x89],
      [...global('collections', 'OrderedDict'), 0x29, 0x52],
    ),
    0x52,
  ];
}

const dict = (...items: number[][]) => [0x7d, 0x28, ...items.flat(), 0x75];
const entry = (name: string, data: Uint8Array, changes: Partial<HandMadeEntry> = {}): HandMadeEntry => ({
  name: `m/${name}`,
  data,
  crc: crc32(data),
  size: data.length,
  ...changes,
});
const twoFloats = new Uint8Array(new Float32Array([1, 2]).buffer);
/** A file with one pickle and storage "0" of two float32. */
const torchFile = (body: number[], entries: HandMadeEntry[] = [entry('data/0', twoFloats)]) =>
  zipFile([entry('data.pkl', pickle(body)), ...entries]);
const oneTensor = (changes?: HandMadeTensor) => torchFile(dict(unicode('w'), tensor(changes)));

describe('readTorch', () => {
  it('reads the state dict of a model', async () => {
    const weights = await readTorch(fixture('model'));
    expect([...weights].map(([name, { dtype, shape, data }]) => [name, dtype, shape, [...data]])).toEqual([
      ['0.weight', 'float32', [3, 2], [0, 1, 2, 3, 4, 5]],
      ['0.bias', 'float32', [3], [10, 11, 12]],
      ['1.weight', 'float32', [3], [20, 21, 22]],
      ['1.bias', 'float32', [3], [30, 31, 32]],
      ['1.running_mean', 'float32', [3], [40, 41, 42]],
      ['1.running_var', 'float32', [3], [50, 51, 52]],
      ['1.num_batches_tracked', 'int32', [], [60]],
    ]);
  });

  it('resolves strides, offsets and shared storages', async () => {
    const weights = await readTorch(fixture('views'));
    const grid = Array.from({ length: 24 }, (_, i) => i);
    const transposed = [0, 1, 2, 3].flatMap((c) =>
      [0, 1].flatMap((a) => [0, 1, 2].map((b) => grid[12 * a + 4 * b + c])),
    );
    expect(Object.fromEntries([...weights].map(([name, { shape, data }]) => [name, [shape, ...data]]))).toEqual({
      grid: [[2, 3, 4], ...grid],
      transposed: [[4, 2, 3], ...transposed],
      part: [[2, 2], 16, 18, 20, 22],
      middle: [[4], 12, 13, 14, 15],
      expanded: [[2, 3], 1, 1, 1, 2, 2, 2],
      empty: [[0, 3]],
      scalar: [[], 7],
    });
    weights.get('grid')!.data.fill(-1);
    expect(weights.get('middle')!.data[0]).toBe(12);
  });

  it('converts every element type', async () => {
    const weights = await readTorch(fixture('types'), { float8: true });
    expect(Object.fromEntries([...weights].map(([name, { dtype, data }]) => [name, [dtype, ...data]]))).toEqual({
      f64: ['float32', 0, -1.5, 2 ** -9, 240],
      f16: ['float32', 0, -1.5, 2 ** -24, Number.POSITIVE_INFINITY, Number.NaN, 65504],
      bf16: ['float32', 0, -1.5, 3.140625, Number.NEGATIVE_INFINITY],
      i64: ['int32', 2 ** 31 - 1, -(2 ** 31)],
      i32: ['int32', 1, -2],
      i16: ['int32', -300, 300],
      i8: ['int32', -128, 127],
      u8: ['int32', 0, 255],
      u16: ['int32', 0, 65535],
      bool: ['bool', 1, 0, 1],
      f8_e4m3: ['float32', 0, -1.5, 2 ** -9, 240],
      steps: ['int32', 0, 3, 1, 4, 2, 5],
    });
    await expect(readTorch(fixture('types'))).rejects.toThrow(/f8_e4m3.*float8: true/);
  });

  it.each<[string | string[], Record<string, number[]>]>([
    ['state_dict', { weight: [1, 2], bias: [3] }],
    [['ema', 'model'], { weight: [4, 5] }],
    [
      ['optimizer', 'state', '0'],
      {
        step: [1],
        exp_avg: [Math.fround(0.1), Math.fround(0.1)],
        exp_avg_sq: [Math.fround(0.001), Math.fround(0.001)],
      },
    ],
  ])('reads the dict at %s of a checkpoint', async (path, expected) => {
    const weights = await readTorch(fixture('checkpoint'), { path });
    expect([...weights.keys()]).toEqual(Object.keys(expected));
    for (const [name, values] of Object.entries(expected)) {
      for (const [i, value] of values.entries()) expect(weights.get(name)!.data[i]).toBeCloseTo(value, 8);
    }
  });

  it('says where the tensors of a checkpoint lie', async () => {
    await expect(readTorch(fixture('checkpoint'))).rejects.toThrow(
      'its top holds a dict without tensors. Dicts with tensors lie at ["state_dict"], ["ema","model"], ["optimizer","state","0"]',
    );
    await expect(readTorch(fixture('checkpoint'), { path: 'model' })).rejects.toThrow('"model" holds nothing');
    await expect(readTorch(fixture('tensor'))).rejects.toThrow('its top holds a tensor, not a dict of tensors');
  });

  it('reads big-endian files', async () => {
    const swapped = Uint8Array.from([0x3f, 0x80, 0, 0, 0x40, 0, 0, 0]);
    const file = torchFile(dict(unicode('w'), tensor()), [
      entry('data/0', swapped),
      entry('byteorder', Uint8Array.from(text('big'))),
    ]);
    expect([...(await readTorch(file)).get('w')!.data]).toEqual([1, 2]);
  });

  it('keeps hostile names harmless', async () => {
    const file = torchFile(dict(unicode('__proto__'), tensor(), unicode('constructor'), tensor()));
    expect([...(await readTorch(file)).keys()]).toEqual(['__proto__', 'constructor']);
  });
});

describe('openTorch', () => {
  it('reads one tensor without the rest of the file', async () => {
    const file = fixture('views');
    const ranges: number[] = [];
    const source: Source = {
      size: file.length,
      read: async (start, end) => {
        ranges.push(end - start);
        return file.subarray(start, end);
      },
    };
    const opened = await openTorch(source);
    expect(opened.entries.get('part')).toEqual({ type: 'F32', shape: [2, 2] });
    ranges.length = 0;
    expect([...(await opened.read('middle')).data]).toEqual([12, 13, 14, 15]);
    expect(ranges).toHaveLength(1);
    await expect(opened.read('left')).rejects.toThrow('no tensor "left". It has grid, transposed');
  });

  it('lists what is no tensor, reports progress and stops when told', async () => {
    const controller = new AbortController();
    const opened = await openTorch(bytesSource(torchFile(dict(unicode('w'), tensor(), unicode('epoch'), integer(3)))));
    expect([opened.names, opened.others]).toEqual([['w'], ['epoch']]);
    const seen: number[] = [];
    for await (const [name] of opened.tensors({
      signal: controller.signal,
      onProgress: ({ loadedBytes, totalBytes }) => seen.push(loadedBytes, totalBytes),
    }))
      expect(name).toBe('w');
    expect(seen).toEqual([8, 8]);
    controller.abort();
    await expect(opened.tensors({ signal: controller.signal }).next()).rejects.toThrow(/abort/i);
  });
});

describe('refusals of readTorch', () => {
  it.each<[string, string, RegExp]>([
    ['code', 'tensor/pickle-global', /"argparse\.Namespace"/],
    ['numpy', 'tensor/pickle-global', /"numpy\._core\.multiarray\.scalar"/],
    ['legacy', 'tensor/torch-legacy', /weights = torch\.load\(path, .*\)\ntorch\.save\(weights, "weights\.pt"\)/],
  ])('names what is wrong with %s.pt', async (name, code, message) => {
    await expect(readTorch(fixture(name))).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each<[string, number[]]>([
    ['os.system', [...global('os', 'system'), ...tuple(unicode('true')), 0x52]],
    ['builtins.eval', [...unicode('builtins'), ...unicode('eval'), 0x93]],
    ['torch.storage._load_from_bytes', global('torch.storage', '_load_from_bytes')],
    ['__proto__.constructor', global('__proto__', 'constructor')],
    ['torch._utils.__proto__', global('torch._utils', '__proto__')],
  ])('refuses %s by name', async (name, body) => {
    await expect(readTorch(torchFile(body))).rejects.toMatchObject({
      code: 'tensor/pickle-global',
      message: expect.stringContaining(JSON.stringify(name)),
    });
  });

  const itself = [0x7d, 0x71, 0, ...unicode('self'), 0x68, 0, 0x73];
  it.each<[string, number[] | Uint8Array, RegExp]>([
    ['a safetensors file', Uint8Array.from([8, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d]), /openSafetensors/],
    ['an empty file', new Uint8Array(0), /no ZIP archive/],
    ['an archive without a pickle', zipFile([entry('data/0', twoFloats)]), /has 0 pickles/],
    ['a cut file', fixture('model').subarray(0, 2000), /no end record/],
    ['a dict that contains itself', itself, /dict without tensors.*no dict of tensors at all/],
    ['a recalled value that was never stored', [0x6a, 255, 255, 255, 255], /recalls value 4294967295/],
    ['a huge index of the memo', [...dict(), 0x72, 255, 255, 255, 255, 0x6a, 254, 255, 255, 255], /never stored/],
    ['an unknown opcode', [0x49], /opcode 0x49/],
    ['an empty stack', [0x30], /takes a value that is not there/],
    ['values left over', [0x4e, 0x4e], /left over/],
    ['a mark without an end', [0x28, 0x4e], /takes a value|left over/],
    ['an end without a mark', [0x75], /no mark/],
    ['a value taken from below a mark', [0x4e, 0x28, 0x85], /takes a value/],
    ['a key without value', [0x7d, 0x28, 0x4e, 0x75], /no value/],
    ['items of a number', [0x4b, 1, 0x28, 0x75], /sets items of a number/],
    ['a text longer than the pickle', [0x58, 255, 255, 255, 255], /in the middle of 4294967295 bytes/],
    ['a call of a text', [...unicode('x'), 0x29, 0x52], /calls a text/],
    ['a call of an element type', [...global('torch', 'float32'), 0x29, 0x52], /calls torch\.float32/],
    ['attributes of a list', [0x5d, 0x7d, 0x62], /attributes of a list/],
    ['a persistent id of another kind', [...tuple(unicode('module')), 0x51], /does not describe a storage/],
    ['a storage of negative size', tensor({ elements: -1 }), /does not describe a storage/],
    ['a protocol of old', [0x80, 1], /protocol 1/],
  ])('refuses %s', async (_, body, message) => {
    const file = body instanceof Uint8Array ? body : torchFile(body);
    await expect(readTorch(file)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a missing storage', oneTensor({ key: '7' }), /storage "7" of the tensor "w" is missing/],
    ['a storage outside its folder', oneTensor({ key: '../data.pkl' }), /is missing/],
    ['a storage of another size', oneTensor({ elements: 3 }), /has 8 bytes instead of 12/],
    ['a storage of another type', oneTensor({ storage: 'DoubleStorage' }), /has 8 bytes instead of 16/],
    ['an unknown storage', oneTensor({ storage: 'ComplexFloatStorage' }), /"torch\.ComplexFloatStorage"/],
    ['a shape that reaches past the storage', oneTensor({ shape: [3] }), /reaches past its storage of 2/],
    ['an offset past the storage', oneTensor({ offset: 1 }), /reaches past/],
    ['huge strides', oneTensor({ strides: [2 ** 31 - 1] }), /reaches past/],
    ['negative strides', oneTensor({ strides: [-1] }), /non-negative/],
    ['strides of another rank', oneTensor({ strides: [] }), /one rank/],
    ['a negative size', oneTensor({ shape: [-2] }), /non-negative/],
    ['an expanded bomb', oneTensor({ shape: Array(9).fill(2 ** 20), strides: Array(9).fill(0) }), /maximumBytes/],
    [
      'many expanded bombs',
      torchFile(dict(...['a', 'b', 'c'].flatMap((n) => [unicode(n), tensor({ shape: [2 ** 28], strides: [0] })]))),
      /3 tensors take 3221225472 bytes/,
    ],
    ['a wrong checksum', torchFile(dict(unicode('w'), tensor()), [entry('data/0', twoFloats, { crc: 1 })]), /CRC-32/],
    [
      'a wrong byte order',
      torchFile(dict(), [entry('byteorder', Uint8Array.from(text('middle')))]),
      /byte order is "middle"/,
    ],
    [
      'a TorchScript program',
      torchFile(dict(), [entry('constants.pkl', new Uint8Array(1))]),
      /torch\.jit\.load\(path, .*\)\.state_dict\(\)\ntorch\.save/,
    ],
  ])('refuses %s', async (_, file, message) => {
    await expect(readTorch(file)).rejects.toMatchObject({ message: expect.stringMatching(message) });
  });

  it('never reads past the end of a cut or changed pickle', () => {
    const whole = pickle(dict(unicode('w'), tensor({ shape: [2, 1], strides: [1, 1] }), unicode('n'), [0x8a, 9, 1]));
    let refused = 0;
    for (let i = 2; i < whole.length; i++) {
      const changed = whole.slice();
      changed[i] = (changed[i] * 7 + 13) & 255;
      for (const bytes of [whole.subarray(0, i), changed]) {
        try {
          unpickle(bytes);
        } catch (error) {
          expect(error).toMatchObject({ package: 'tensor' });
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(whole.length - 2);
  });
});
