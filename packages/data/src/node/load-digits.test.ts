import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classCounts } from '../images/labelled-images';
import { loadFashionMnist, loadMnist } from './load-digits';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'load-digits-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('loadMnist', () => {
  it('converts the npm package once and then reads the cache', async () => {
    const cacheDirectory = path.join(directory, 'cache');
    const events: number[] = [];
    const first = await loadMnist({ cacheDirectory, onProgress: ({ done }) => events.push(done) });
    expect(events).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(first.train).toMatchObject({ name: 'mnist-train', count: 8000, height: 28, width: 28, channels: 1 });
    expect(classCounts(first.test)).toEqual([200, 225, 198, 206, 196, 173, 203, 214, 189, 196]);
    const all = classCounts(first.train).map((count, label) => count + classCounts(first.test)[label]);
    expect(all).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
    const second = await loadMnist({ cacheDirectory, packageDirectory: '/nowhere', onProgress: () => events.push(0) });
    for (const part of ['train', 'test'] as const) {
      expect(Buffer.compare(second[part].images, first[part].images)).toBe(0);
      expect({ ...second[part], images: undefined }).toEqual({ ...first[part], images: undefined });
    }
    expect(events).toHaveLength(10);
  });

  it('names the file of a damaged package', async () => {
    const packageDirectory = path.join(directory, 'damaged');
    await mkdir(path.join(packageDirectory, 'src/digits'), { recursive: true });
    await writeFile(path.join(packageDirectory, 'src/digits/0.json'), '{"data": [0, 0');
    const loading = loadMnist({ cacheDirectory: path.join(directory, 'cache-2'), packageDirectory });
    await expect(loading).rejects.toThrow(/digits\/0.json could not be read as JSON/);
  });

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(loadMnist({ cacheDirectory: path.join(directory, 'cache-3'), signal })).rejects.toThrow('enough');
  });

  it('refuses an empty cache directory', async () => {
    await expect(loadMnist({ cacheDirectory: '' })).rejects.toThrow(/cacheDirectory is ""/);
  });
});

describe('loadFashionMnist', () => {
  it('splits the last 1,000 images of each class off', async () => {
    // The real package has 150 MB of JSON; this one has its form, with 1,003 images per class and the two empty arrays.
    const packageDirectory = path.join(directory, 'fashion');
    await mkdir(path.join(packageDirectory, 'src/clothes'), { recursive: true });
    for (let label = 0; label < 10; label++) {
      const image = (level: number) => `[${new Array(784).fill(level).join()}]`;
      const images = [...new Array(3).fill(image(label)), ...new Array(1000).fill(image(100 + label))];
      if (label === 0) images.push('[]', '[]');
      await writeFile(path.join(packageDirectory, `src/clothes/${label}.json`), `{"data":[${images.join()}]}`);
    }
    const { train, test } = await loadFashionMnist({
      cacheDirectory: path.join(directory, 'cache-4'),
      packageDirectory,
    });
    expect(classCounts(train)).toEqual(new Array(10).fill(3));
    expect(classCounts(test)).toEqual(new Array(10).fill(1000));
    expect(train.images[9 * 3 * 784]).toBe(9);
    expect(test.images[9 * 1000 * 784]).toBe(109);
    expect(test.classNames[9]).toBe('Ankle boot');
  });
});
