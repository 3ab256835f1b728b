import { type DataSplits, takePerClass } from '@perceptrons/data';
import { loadFashionMnist, loadMnist } from '@perceptrons/data/node';

export type PackagedData = 'fashion-mnist' | 'mnist';

/** The images that the page gets from `tooling/scripts/prepare-data.mjs`. */
export async function pageImages(data: PackagedData, cacheDirectory: string): Promise<DataSplits> {
  if (data === 'mnist') return loadMnist({ cacheDirectory });
  const { train, test } = await loadFashionMnist({ cacheDirectory });
  return { train: takePerClass(train, 1000, 0), test: takePerClass(test, 200, 0) };
}
