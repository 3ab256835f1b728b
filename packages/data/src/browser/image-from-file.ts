import { DataError } from '@perceptrons/tensor';
import type { ByteImage } from '../images/host-image';
import { imageFromRgba, type RgbaPixels } from '../images/image-from-rgba';
import { type FitOptions, fitImage } from '../preprocessing/fit-image';

/** Settings of `imageFromFile` and `imageFromCanvas`. */
export interface ImageInputOptions extends FitOptions {
  /** 1 for grey, 3 for colour. Default 1. */
  channels?: 1 | 3;
  /** Grey level that shows through transparent pixels. Default 255 (white). */
  paper?: number;
  /** Refuses larger pictures. Default 2^26 pixels. */
  maximumPixels?: number;
}

/**
 * Turns a picture that somebody dropped, pasted or picked into an image of a data set's size. Nothing leaves the machine.
 *
 * A photo's orientation mark is respected, as browsers do. For handwritten digits pass `fit: 'digit'`.
 *
 * @param file Any image the browser can show.
 * @throws DataError `data/image-format` if it cannot, `data/too-large` past the limit.
 */
export async function imageFromFile(file: Blob, options: ImageInputOptions): Promise<ByteImage> {
  const name = 'name' in file ? String(file.name) : 'The picture';
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    throw new DataError({
      code: 'data/image-format',
      cause,
      message: `${name} (${file.type || 'unknown type'}, ${file.size} bytes) cannot be read as a picture. Accepted: PNG, JPEG, WebP, GIF and whatever else this browser shows.`,
    });
  }
  try {
    checkPixels(name, bitmap, options.maximumPixels);
    const context = canvasContext(bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    return fromRgba(context.getImageData(0, 0, bitmap.width, bitmap.height), options);
  } finally {
    bitmap.close();
  }
}

/**
 * Turns a canvas that somebody drew on, or its `ImageData`, into an image of a data set's size.
 *
 * @throws DataError `data/image-format` for a canvas without a 2D drawing, `data/too-large` past the limit.
 */
export function imageFromCanvas(
  canvas: HTMLCanvasElement | OffscreenCanvas | ImageData,
  options: ImageInputOptions,
): ByteImage {
  checkPixels('The drawing', canvas, options.maximumPixels);
  if ('data' in canvas) return fromRgba(canvas, options);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null;
  if (!context) {
    throw new DataError({
      code: 'data/image-format',
      argument: 'canvas',
      message: `The canvas of ${canvas.height}x${canvas.width} pixels has no 2D context; it was used for WebGL or WebGPU. Draw it onto a 2D canvas first.`,
    });
  }
  return fromRgba(context.getImageData(0, 0, canvas.width, canvas.height), options);
}

function fromRgba(pixels: RgbaPixels, options: ImageInputOptions): ByteImage {
  const { channels = 1, paper = 255 } = options;
  return fitImage(imageFromRgba(pixels, { channels, background: paper }), options);
}

function checkPixels(
  name: string,
  { height, width }: { height: number; width: number },
  maximumPixels = 2 ** 26,
): void {
  if (height > 0 && width > 0 && height * width <= maximumPixels) return;
  throw new DataError({
    code: 'data/too-large',
    message: `${name} has ${height}x${width} pixels. Accepted: at least 1, at most ${maximumPixels}; make the picture smaller.`,
  });
}

function canvasContext(width: number, height: number) {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width, height })
      : new OffscreenCanvas(width, height);
  // The options make browsers keep the pixels where they can be read.
  return canvas.getContext('2d', { willReadFrequently: true }) as
    | CanvasRenderingContext2D
    | OffscreenCanvasRenderingContext2D;
}
