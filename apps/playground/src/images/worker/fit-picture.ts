import {
  type ByteImage,
  cropImage,
  type FitOptions,
  fitImage,
  type HostImage,
  type Rectangle,
} from '@perceptrons/data';
import { type DataName, imageSide } from '../image-data';

/** Grey levels up to this count as ground. */
const ground = 24;

/** The smallest rectangle that holds everything above the ground; the whole picture where there is nothing. */
export function boundsOf({ data, height, width }: HostImage): Rectangle {
  let [top, left, bottom, right] = [height, width, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] <= ground) continue;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
  }
  if (bottom < 0) return { top: 0, left: 0, height, width };
  return { top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** How a picture becomes like those of a data set. Own images are kept as they are and only scaled. */
export function pictureFit(data: DataName, side: number = imageSide): FitOptions {
  if (data === 'mnist') return { size: side, fit: 'digit' };
  return data === 'own' ? { size: side, fit: 'cover' } : { size: 8 * imageSide, fit: 'contain', invert: 'auto' };
}

/**
 * The pixels that the model sees, side x side grey levels, of a picture that went through `pictureFit`. Things of
 * Fashion-MNIST touch two opposite sides of the frame, so they are cut out first.
 */
export function framed(image: ByteImage, data: DataName, side: number = imageSide): Uint8Array {
  if (data !== 'fashion-mnist') return image.data;
  return fitImage(cropImage(image, boundsOf(image)), { size: side, fit: 'contain' }).data;
}
