import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '@perceptrons/tensor';
import { imageFromRgba } from '../images/image-from-rgba';
import { type LabelledImages, labelledImages } from '../images/labelled-images';
import { type FitOptions, fitImage } from '../preprocessing/fit-image';
import { decodeImage, imageExtensions } from './decode-image';

/** Settings of `readImageFolder`. */
export interface ImageFolderOptions {
  /** Brings all images to one size, see `fitImage`. Default: they must have one size already. */
  fit?: FitOptions;
  /** 1 for grey, 3 for colour. Default 3. */
  channels?: 1 | 3;
  /** Refuses larger files. Default 2^26 pixels. */
  maximumPixels?: number;
  /** Called after each file. */
  onProgress?: (event: { done: number; total: number; file: string }) => void;
  /** Stops between two files; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Reads a folder of images with one sub-folder per class: `flowers/daisy/1.png`, `flowers/rose/7.jpg`.
 *
 * Classes are numbered in the alphabetical order of the sub-folders, files come in alphabetical order within a class. Files
 * that start with a dot and files with other endings than .png, .jpg and .jpeg are passed over. Transparent pixels show white.
 *
 * @returns The images; `name` is the folder's name, `classNames` those of the sub-folders.
 * @throws DataError `data/image-folder` for a missing or empty folder or images of different sizes, `data/image-format` for a
 *   damaged file, `data/too-large`. Each names the file.
 */
export async function readImageFolder(directory: string, options: ImageFolderOptions = {}): Promise<LabelledImages> {
  const { fit, channels = 3, maximumPixels, onProgress, signal } = options;
  const root = path.resolve(directory);
  const classNames = (await entries(root)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (classNames.length === 0) {
    throw folderError(`${directory} has no sub-folders. Make one folder per class and put the images into them`);
  }
  const files: { file: string; label: number }[] = [];
  for (const [label, className] of classNames.entries()) {
    const names = (await entries(path.join(root, className)))
      .filter((entry) => entry.isFile() && imageExtensions.some((ending) => entry.name.toLowerCase().endsWith(ending)))
      .map(({ name }) => path.join(className, name));
    if (names.length === 0) {
      throw folderError(`the class folder ${className} has no image. Accepted endings: ${imageExtensions.join(', ')}`);
    }
    for (const file of names) files.push({ file, label });
  }
  let images = new Uint8Array();
  let size = { height: 0, width: 0 };
  for (const [i, { file }] of files.entries()) {
    signal?.throwIfAborted();
    const decoded = imageFromRgba(decodeImage(await readFile(path.join(root, file)), file, maximumPixels), {
      channels,
    });
    const image = fit ? fitImage(decoded, fit) : decoded;
    if (i === 0) {
      size = { height: image.height, width: image.width };
      images = new Uint8Array(files.length * image.data.length);
    } else if (image.height !== size.height || image.width !== size.width) {
      throw folderError(
        `${file} is ${image.height}x${image.width}, but ${files[0].file} is ${size.height}x${size.width}. Pass fit: { size: ${size.height} } to bring them to one size`,
      );
    }
    images.set(image.data, i * image.data.length);
    onProgress?.({ done: i + 1, total: files.length, file });
  }
  const labels = files.map(({ label }) => label);
  return labelledImages({ name: path.basename(root), images, labels, ...size, channels, classNames });
}

async function entries(directory: string) {
  try {
    const all = await readdir(directory, { withFileTypes: true });
    return all.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    throw folderError(`${directory} cannot be listed (${(cause as Error).message})`, cause);
  }
}

function folderError(problem: string, cause?: unknown): DataError {
  return new DataError({ code: 'data/image-folder', cause, message: `Image folder: ${problem}.` });
}
