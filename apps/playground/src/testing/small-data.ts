import { existsSync } from 'node:fs';
import path from 'node:path';
import { labelledImages, takePerClass, writeDataSet } from '@perceptrons/data';
import { fileStore, loadMnist } from '@perceptrons/data/node';
import { random } from '@perceptrons/tensor';

const cache = path.join(import.meta.dirname, '..', '..', '..', '..', '.data');

/** Two classes that a few steps of training tell apart: a bright left half and a bright right half, with noise. */
function halves(count: number, seed: number) {
  const noise = random.uniformArray(random.key(seed), count * 784);
  const images = Uint8Array.from(noise, (value, index) => {
    const right = index % 28 >= 14 ? 1 : 0;
    return Math.floor(100 * value + (right === Math.floor(index / 784) % 2 ? 120 : 0));
  });
  const labels = Array.from({ length: count }, (_, index) => index % 2);
  return labelledImages({ name: 'halves', images, labels, height: 28, width: 28, classNames: ['left', 'right'] });
}

/** A folder with data sets, made once: a small part of MNIST, and two easy classes under the name of Fashion-MNIST. */
export async function smallData(): Promise<string> {
  const folder = path.join(cache, 'playground-test');
  if (existsSync(path.join(folder, 'fashion-mnist', 'dataset.json'))) return folder;
  const { train, test } = await loadMnist({ cacheDirectory: cache });
  const splits = { train: takePerClass(train, 60, 0), test: takePerClass(test, 20, 0) };
  await writeDataSet(fileStore(folder), 'mnist', splits, { recipe: 'small', compress: true });
  const easy = { train: halves(200, 1), test: halves(40, 2) };
  await writeDataSet(fileStore(folder), 'fashion-mnist', easy, { recipe: 'halves', compress: true });
  return folder;
}
