// Operations that blend the image with a poorer version of itself: factor 0 is the poor one, 1 the image, above 1 goes
// beyond it.
import type { HostImage } from '../../images/host-image';
import { byteData, clampByte, greyLevels, likeImage } from '../../images/pixel-math';

/** Colourfulness: factor 0 is the grey image. A one-channel image stays as it is. */
export function adjustColor(image: HostImage, factor: number): HostImage {
  const grey = greyLevels(image, 'adjustColor');
  return blend(image, factor, (i) => grey[Math.floor(i / image.channels)]);
}

/** Contrast: factor 0 is the mean grey level everywhere. */
export function adjustContrast(image: HostImage, factor: number): HostImage {
  const grey = greyLevels(image, 'adjustContrast');
  let sum = 0;
  for (const value of grey) sum += value;
  const mean = Math.trunc(sum / grey.length + 0.5);
  return blend(image, factor, () => mean);
}

/** Brightness: factor 0 is black. */
export function adjustBrightness(image: HostImage, factor: number): HostImage {
  return blend(image, factor, () => 0);
}

/** Sharpness: factor 0 is smoothed with the 3x3 kernel (1 1 1; 1 5 1; 1 1 1) / 13; the border pixels stay. */
export function adjustSharpness(image: HostImage, factor: number): HostImage {
  const smooth = smoothed(image);
  return blend(image, factor, (i) => smooth[i]);
}

function smoothed(image: HostImage): Uint8Array {
  const { height, width, channels } = image;
  const data = byteData(image, 'adjustSharpness');
  const result = data.slice();
  const row = width * channels;
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      let sum = 4 * data[i];
      for (const line of [i - row, i, i + row]) sum += data[line - channels] + data[line] + data[line + channels];
      result[i] = Math.floor(sum / 13 + 0.5);
    }
  }
  return result;
}

/** poor + factor * (image - poor) in float32, cut to a whole number: the arithmetic of Pillow. */
function blend(image: HostImage, factor: number, poor: (i: number) => number): HostImage {
  const data = byteData(image, 'blend');
  const alpha = Math.fround(factor);
  const result = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const from = poor(i);
    result[i] = clampByte(Math.trunc(Math.fround(from + Math.fround(alpha * (data[i] - from)))));
  }
  return likeImage(image, result);
}
