import { DataError } from '@perceptrons/tensor';

/** A set of equally large images with one class each, as bytes. A plain object: it survives `postMessage`. */
export interface LabelledImages {
  /** Name for messages and reports, for example `mnist`. */
  name: string;
  /** count * height * width * channels grey levels 0 to 255, in that order (NHWC). */
  images: Uint8Array;
  /** count class indexes from 0 to classNames.length - 1. */
  labels: Int32Array;
  count: number;
  height: number;
  width: number;
  channels: number;
  classNames: string[];
}

/** What `labelledImages` needs; `count` follows from the labels. */
export interface LabelledImagesOptions {
  name: string;
  images: Uint8Array;
  labels: ArrayLike<number>;
  height: number;
  width: number;
  /** Default 1. */
  channels?: number;
  /** Default: the class indexes as text, up to the largest label. */
  classNames?: readonly string[];
}

/**
 * Checks pixels and labels against each other and builds the set. The pixels are not copied.
 *
 * @throws DataError `data/image-size` for a size that is not a positive integer, `data/image-count` if the pixels do not
 *   fill exactly one image per label, `data/label-range` for a label without a class.
 */
export function labelledImages(options: LabelledImagesOptions): LabelledImages {
  const { name, images, height, width, channels = 1 } = options;
  for (const [argument, value] of Object.entries({ height, width, channels })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new DataError({
        code: 'data/image-size',
        argument,
        message: `${name}: ${argument} is ${String(value)}. It must be a positive integer.`,
      });
    }
  }
  const labels = Int32Array.from(options.labels);
  const size = height * width * channels;
  if (images.length !== labels.length * size) {
    throw new DataError({
      code: 'data/image-count',
      argument: 'images',
      message: `${name}: ${labels.length} labels need ${labels.length * size} bytes of ${height}x${width}x${channels} pixels, but there are ${images.length} (${images.length / size} images). Pass one label per image.`,
    });
  }
  const classNames = options.classNames ? [...options.classNames] : indexNames(labels);
  const wrong = labels.findIndex((label, i) => label < 0 || label >= classNames.length || label !== options.labels[i]);
  if (wrong >= 0) {
    throw new DataError({
      code: 'data/label-range',
      argument: 'labels',
      message: `${name}: the label of image ${wrong} is ${options.labels[wrong]}. Labels are integers from 0 to ${classNames.length - 1}, one for each of the ${classNames.length} class names.`,
    });
  }
  return { name, images, labels, count: labels.length, height, width, channels, classNames };
}

/** Number of images of each class. */
export function classCounts({ labels, classNames }: LabelledImages): number[] {
  const counts = new Array<number>(classNames.length).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

function indexNames(labels: Int32Array): string[] {
  let largest = -1;
  for (const label of labels) if (label > largest) largest = label;
  // A damaged label must not create millions of names; the range check then names the image.
  return Array.from({ length: Math.min(largest + 1, 65536) }, (_, i) => String(i));
}
