import { existsSync } from 'node:fs';
import path from 'node:path';
import { takePerClass, writeDataSet } from '@perceptrons/data';
import { fileStore, loadMnist } from '@perceptrons/data/node';

const cache = path.join(import.meta.dirname, '..', '..', '..', '..', '.data');

/** A folder with a small part of MNIST, made once: real digits, so that a few steps of training show. */
export async function smallData(): Promise<string> {
  const folder = path.join(cache, 'playground-test');
  if (existsSync(path.join(folder, 'mnist', 'dataset.json'))) return folder;
  const { train, test } = await loadMnist({ cacheDirectory: cache });
  const splits = { train: takePerClass(train, 60, 0), test: takePerClass(test, 20, 0) };
  await writeDataSet(fileStore(folder), 'mnist', splits, { recipe: 'small', compress: true });
  return folder;
}
