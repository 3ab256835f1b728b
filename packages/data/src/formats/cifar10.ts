import { DataError } from '@perceptrons/tensor';
import { type LabelledImages, labelledImages } from '../images/labelled-images';

/** The classes of CIFAR-10, by label. */
export const cifar10ClassNames = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

const side = 32;
const plane = side * side;
const recordBytes = 1 + 3 * plane;

/**
 * Reads CIFAR-10 in its binary version: records of one label byte and 3,072 pixel bytes, the red plane, then green, then
 * blue, each row-major.
 *
 * @param batches The files `data_batch_1.bin` to `data_batch_5.bin`, or `test_batch.bin`; any number of them, in order.
 * @param options Settings.
 * @param options.names File names for messages. Default `batch 1`, `batch 2` and so on.
 * @returns 32x32x3 images, channels last.
 * @throws DataError `data/cifar10-length` if a file is not a whole number of records, `data/cifar10-label` for a label
 *   byte above 9.
 * Source: A. Krizhevsky, "Learning multiple layers of features from tiny images" (2009), binary version.
 */
export function readCifar10(
  batches: readonly Uint8Array[],
  { names = [] }: { names?: readonly string[] } = {},
): LabelledImages {
  const total = batches.reduce((sum, batch, i) => sum + recordCount(batch, names[i] ?? `batch ${i + 1}`), 0);
  const images = new Uint8Array(total * 3 * plane);
  const labels = new Int32Array(total);
  let record = 0;
  batches.forEach((batch, i) => {
    for (let start = 0; start < batch.length; start += recordBytes, record++) {
      const label = batch[start];
      if (label >= cifar10ClassNames.length) {
        throw new DataError({
          code: 'data/cifar10-label',
          message: `${names[i] ?? `batch ${i + 1}`}: record ${start / recordBytes} has label ${label}. CIFAR-10 labels are 0 to 9; is this CIFAR-100 or another file?`,
        });
      }
      labels[record] = label;
      const target = record * 3 * plane;
      for (let channel = 0; channel < 3; channel++) {
        const source = start + 1 + channel * plane;
        for (let pixel = 0; pixel < plane; pixel++) images[target + 3 * pixel + channel] = batch[source + pixel];
      }
    }
  });
  return labelledImages({
    name: 'cifar-10',
    images,
    labels,
    height: side,
    width: side,
    channels: 3,
    classNames: cifar10ClassNames,
  });
}

function recordCount(batch: Uint8Array, name: string): number {
  if (batch.length > 0 && batch.length % recordBytes === 0) return batch.length / recordBytes;
  throw new DataError({
    code: 'data/cifar10-length',
    message: `${name}: ${batch.length} bytes are not a whole number of CIFAR-10 records of ${recordBytes} bytes (1 label, 3072 pixels). Unpack the binary version first (cifar-10-binary.tar.gz) and pass its .bin files.`,
  });
}
