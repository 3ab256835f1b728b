import { ConfigError } from '@perceptrons/tensor';
import type { ByteImage, HostImage } from '../images/host-image';
import { byteData } from '../images/pixel-math';
import { centreDigit } from './centre-digit';
import { centreCrop, checkedImageSize, type ImageSize } from './evaluation-image';
import { type ResizeMethod, resizeImage } from './resize-image';

/** Settings of `fitImage`: how somebody's own image becomes one like those of a data set. */
export interface FitOptions {
  /** Size of the result, usually that of the data set. */
  size: ImageSize;
  /**
   * `cover`: fills the size, cuts what stands over. `contain`: shows everything on a background. `stretch`: changes the
   * aspect ratio. `digit`: as MNIST was made, see `centreDigit`. Default `cover`.
   */
  fit?: 'cover' | 'contain' | 'stretch' | 'digit';
  /** Default `bicubic`. */
  method?: ResizeMethod;
  /** Exchange dark and light. `auto` does so if the border is light, for sets that are light on dark. Default false, for `digit` `auto`. */
  invert?: boolean | 'auto';
  /** Grey level around the image for `contain`, after inverting. Default 0. */
  background?: number;
}

/**
 * Fits a byte image to the size and the look of a data set.
 *
 * @throws ConfigError `data/fit` for an unknown way to fit; `data/evaluation-size` for an impossible size.
 */
export function fitImage(image: HostImage, options: FitOptions): ByteImage {
  const { fit = 'cover', method = 'bicubic', background = 0, invert = fit === 'digit' ? 'auto' : false } = options;
  const [height, width] = checkedImageSize(options.size);
  const negative = invert === 'auto' ? borderMean(image) > 127 : invert;
  const data = byteData(image, 'fitImage');
  const source = negative ? { ...image, data: data.map((value) => 255 - value) } : image;
  switch (fit) {
    case 'stretch':
      return asBytes(resizeImage(source, { height, width, method }));
    case 'cover': {
      const scale = Math.max(height / image.height, width / image.width);
      return asBytes(centreCrop(resizeImage(source, { ...scaled(image, scale, Math.ceil), method }), [height, width]));
    }
    case 'contain': {
      const scale = Math.min(height / image.height, width / image.width);
      const inner = resizeImage(source, { ...scaled(image, scale, Math.floor), method });
      const target = new Uint8Array(height * width * image.channels).fill(background);
      const top = Math.floor((height - inner.height) / 2);
      const left = Math.floor((width - inner.width) / 2);
      const row = inner.width * image.channels;
      for (let y = 0; y < inner.height; y++) {
        target.set(inner.data.subarray(y * row, (y + 1) * row), ((top + y) * width + left) * image.channels);
      }
      return { data: target, height, width, channels: image.channels };
    }
    case 'digit':
      return centreDigit(source, [height, width]);
    default:
      throw new ConfigError({
        code: 'data/fit',
        argument: 'fit',
        message: `fit is ${String(fit)}. Accepted: cover, contain, stretch, digit.`,
      });
  }
}

function scaled({ height, width }: HostImage, scale: number, round: (value: number) => number) {
  // The tiny slack keeps a side that fits exactly from growing or shrinking by a rounding error.
  const side = (value: number) => Math.max(1, round(value * scale + (round === Math.ceil ? -1e-9 : 1e-9)));
  return { height: side(height), width: side(width) };
}

function borderMean(image: HostImage): number {
  const { data, height, width, channels } = image;
  let sum = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (y > 0 && y < height - 1 && x > 0 && x < width - 1) continue;
      for (let channel = 0; channel < channels; channel++) sum += data[(y * width + x) * channels + channel];
      count += channels;
    }
  }
  return sum / count;
}

function asBytes(image: HostImage): ByteImage {
  return { ...image, data: byteData(image, 'fitImage') };
}
