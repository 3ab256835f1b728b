import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError } from '@perceptrons/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStore } from '../node/file-store';
import type { ByteStore } from './byte-store';
import { memoryStore } from './memory-store';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'byte-store-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

describe.each<[string, (name: string) => ByteStore]>([
  ['memoryStore', () => memoryStore()],
  ['fileStore', (name) => fileStore(path.join(directory, name))],
])('%s', (_, make) => {
  it('knows nothing at first', async () => {
    const store = make('empty');
    expect(await store.read('a')).toBeUndefined();
    expect(await store.list()).toEqual([]);
    await store.remove('a');
  });

  it('replaces, lists and removes', async () => {
    const store = make('basic');
    await store.write('run/one.bin', Uint8Array.of(1, 2, 3));
    await store.write('run/one.bin', Uint8Array.of(4));
    await store.write('two', new Uint8Array());
    expect(await store.read('run/one.bin')).toEqual(Uint8Array.of(4));
    expect(await store.read('two')).toEqual(new Uint8Array());
    expect(await store.list()).toEqual(['run/one.bin', 'two']);
    expect(await store.list('run/')).toEqual(['run/one.bin']);
    await store.remove('run/one.bin');
    expect(await store.list()).toEqual(['two']);
  });

  it('keeps its own copy of the bytes', async () => {
    const store = make('copies');
    const bytes = Uint8Array.of(1, 2);
    await store.write('a', bytes);
    bytes[0] = 9;
    (await store.read('a'))?.fill(7);
    expect(await store.read('a')).toEqual(Uint8Array.of(1, 2));
  });

  it('appends lines in the order of the calls', async () => {
    const store = make('append');
    const lines = Array.from({ length: 20 }, (_, i) => `{"step":${i},"é":1}\n`);
    await Promise.all(lines.map((line) => store.append('log.jsonl', line)));
    expect(text(await store.read('log.jsonl'))).toBe(lines.join(''));
  });

  it.each(['', '/etc/passwd', '../outside', 'a/../b', 'a//b', 'a\\b', '.', 'a\0b', 'c:'])(
    'refuses the name %j',
    async (name) => {
      const store = make('names');
      await expect((async () => store.read(name))()).rejects.toThrow(ConfigError);
      await expect((async () => store.write(name, new Uint8Array()))()).rejects.toThrow(/store name/);
      await expect((async () => store.append(name, ''))()).rejects.toThrow(ConfigError);
    },
  );
});

describe('fileStore', () => {
  it('leaves no temporary file behind and hides those of a crashed writer', async () => {
    const folder = path.join(directory, 'atomic');
    const store = fileStore(folder);
    await store.write('a.bin', new Uint8Array(100_000));
    expect(await readdir(folder)).toEqual(['a.bin']);
    await writeFile(path.join(folder, 'b.bin.123e4567-e89b-12d3-a456-426614174000.partial'), 'half');
    expect(await store.list()).toEqual(['a.bin']);
  });

  it('keeps the old bytes when a write fails', async () => {
    const folder = path.join(directory, 'failing');
    const store = fileStore(folder);
    await store.write('a/b', Uint8Array.of(1));
    // `a` is a folder, so renaming a file onto it must fail.
    await expect(store.write('a', Uint8Array.of(2))).rejects.toThrow();
    expect(await store.list()).toEqual(['a/b']);
    expect(await store.read('a/b')).toEqual(Uint8Array.of(1));
  });
});
