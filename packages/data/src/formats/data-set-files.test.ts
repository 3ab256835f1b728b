import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { synthetic } from '../__fixtures__/synthetic';
import { splitPerClass } from '../images/split-per-class';
import { memoryStore } from '../stores/memory-store';
import { parseManifest, readDataSet, writeDataSet } from './data-set-files';

const recipe = 'synthetic';

async function written(channels = 1, compress = false) {
  const [train, test] = splitPerClass(synthetic([6, 8, 7], 3, 5, channels), { last: 2 });
  const store = memoryStore();
  await writeDataSet(store, 'set', { train, test }, { recipe, compress });
  return { store, train, test };
}

describe('readDataSet', () => {
  it.each([
    [1, false],
    [3, false],
    [1, true],
    [3, true],
  ])('returns what writeDataSet wrote: %i channels, compressed %s', async (channels, compress) => {
    const { store, train, test } = await written(channels, compress);
    const ending = compress ? 'idx.gz' : 'idx';
    expect(await store.list()).toContain(`set/train-images.${ending}`);
    expect(await readDataSet(store, 'set', { recipe })).toEqual({
      train: { ...train, name: 'synthetic-train' },
      test: { ...test, name: 'synthetic-test' },
    });
  });

  it('finds nothing in an empty folder or after another recipe', async () => {
    const { store } = await written();
    expect(await readDataSet(store, 'other')).toBeUndefined();
    expect(await readDataSet(store, 'set', { recipe: 'newer' })).toBeUndefined();
  });

  it('names a file that is missing', async () => {
    const { store } = await written();
    await store.remove('set/test-labels.idx');
    await expect(readDataSet(store, 'set')).rejects.toThrow(/set\/test-labels.idx is missing/);
  });

  it('names a file of another set, without unpacking more than the manifest allows', async () => {
    const { store } = await written();
    await store.write('set/train-labels.idx', (await store.read('set/test-labels.idx'))!);
    await expect(readDataSet(store, 'set')).rejects.toThrow(
      /set\/train-labels.idx holds uint8 \[6\], but the manifest announces uint8 \[15\]/,
    );
    await store.write('set/train-labels.idx', (await store.read('set/train-images.idx'))!);
    await expect(readDataSet(store, 'set')).rejects.toThrow(DataError);
  });
});

describe('parseManifest', () => {
  const parse = (text: string) => parseManifest(new TextEncoder().encode(text), 'data/dataset.json');

  it.each(['<!doctype html>', '', '[]', 'null', '{"format":"perceptrons-data-set","version":2}'])(
    'refuses %j',
    (text) => {
      expect(() => parse(text)).toThrow(DataError);
      expect(() => parse(text)).toThrow(`data/dataset.json (${text.length} bytes) is not a data set manifest`);
    },
  );

  it('refuses file names that lead out of the folder', async () => {
    const { store } = await written();
    const text = new TextDecoder().decode(await store.read('set/dataset.json'));
    expect(parse(text).splits.train.count).toBe(15);
    for (const bad of ['../x.idx', '/etc/passwd', '.hidden', '']) {
      expect(() => parse(text.replace('train-images.idx', bad))).toThrow(DataError);
    }
  });
});
