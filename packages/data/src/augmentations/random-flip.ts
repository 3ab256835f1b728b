import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';
import type { Augmentation } from './augmentation';
import { RandomStream } from './random-stream';

/** Settings of `randomFlip`. */
export interface RandomFlipOptions {
  /** Default 0.5. */
  probability?: number;
  /** `horizontal` swaps left and right, `vertical` top and bottom. Default `horizontal`. */
  direction?: 'horizontal' | 'vertical';
}

/**
 * Mirrors some of the images. Wrong for classes that mirroring changes, such as digits and letters.
 *
 * @throws ConfigError `data/random-flip`.
 */
export function randomFlip({ probability = 0.5, direction = 'horizontal' }: RandomFlipOptions = {}): Augmentation {
  if (!(probability >= 0 && probability <= 1) || !['horizontal', 'vertical'].includes(direction)) {
    throw new ConfigError({
      code: 'data/random-flip',
      message: `randomFlip: probability is ${String(probability)} and direction ${String(direction)}. The probability lies between 0 and 1, the direction is horizontal or vertical.`,
    });
  }
  return {
    name: 'randomFlip',
    stage: 'pixels',
    apply(image, key) {
      if (new RandomStream(key).uniform() >= probability) return image;
      return direction === 'horizontal' ? flipHorizontally(image) : flipVertically(image);
    },
  };
}

function flipHorizontally(image: HostImage): HostImage {
  const { data, height, width, channels } = image;
  const result = data.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const source = (y * width + width - 1 - x) * channels;
      const target = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) result[target + channel] = data[source + channel];
    }
  }
  return { ...image, data: result };
}

function flipVertically(image: HostImage): HostImage {
  const { data, height, width, channels } = image;
  const result = data.slice();
  const row = width * channels;
  for (let y = 0; y < height; y++) {
    result.set(data.subarray((height - 1 - y) * row, (height - y) * row), y * row);
  }
  return { ...image, data: result };
}
