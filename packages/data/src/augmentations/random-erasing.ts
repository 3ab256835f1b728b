import { ConfigError, random } from '@perceptrons/tensor';
import type { Augmentation } from './augmentation';
import { RandomStream } from './random-stream';

/** Settings of `randomErasing`. */
export interface RandomErasingOptions {
  /** Share of the images that lose a rectangle. Default 0.25. */
  probability?: number;
  /** Range of the rectangle's share of the area. Default [0.02, 1/3]. */
  area?: readonly [smallest: number, largest: number];
  /** Range of height / width, drawn log-uniformly. Default [0.3, 1/0.3]. */
  aspect?: readonly [smallest: number, largest: number];
  /** What fills it: normal noise per value (`pixel`), per channel (`channel`), or 0 (`constant`). Default `pixel`. */
  mode?: 'pixel' | 'channel' | 'constant';
}

/**
 * Replaces a random rectangle by noise. Works on normalised values, so it runs after all augmentations of bytes.
 *
 * Ten rectangles are tried; if none is smaller than the image in both directions, the image stays as it is.
 *
 * @throws ConfigError `data/random-erasing`.
 * Source: Z. Zhong and others, "Random erasing data augmentation" (2020), algorithm 1; defaults of timm 1.0.
 */
export function randomErasing(options: RandomErasingOptions = {}): Augmentation {
  const { probability = 0.25, area = [0.02, 1 / 3], aspect = [0.3, 1 / 0.3], mode = 'pixel' } = options;
  const valid =
    probability >= 0 &&
    probability <= 1 &&
    area[0] >= 0 &&
    area[0] <= area[1] &&
    area[1] <= 1 &&
    aspect[0] > 0 &&
    aspect[0] <= aspect[1] &&
    ['pixel', 'channel', 'constant'].includes(mode);
  if (!valid) {
    throw new ConfigError({
      code: 'data/random-erasing',
      message: `randomErasing: probability ${String(probability)}, area [${area}], aspect [${aspect}], mode ${String(mode)} cannot be used. The probability and the two areas lie between 0 and 1, the two aspects are positive, each pair ascends, and the mode is pixel, channel or constant.`,
    });
  }
  return {
    name: 'randomErasing',
    stage: 'normalised',
    apply(image, key) {
      const stream = new RandomStream(random.foldIn(key, 0));
      if (stream.uniform() >= probability) return image;
      const { height, width, channels } = image;
      for (let attempt = 0; attempt < 10; attempt++) {
        const pixels = stream.between(area[0], area[1]) * height * width;
        const ratio = Math.exp(stream.between(Math.log(aspect[0]), Math.log(aspect[1])));
        const rows = Math.round(Math.sqrt(pixels * ratio));
        const columns = Math.round(Math.sqrt(pixels / ratio));
        if (rows >= height || columns >= width) continue;
        const top = stream.index(height - rows + 1);
        const left = stream.index(width - columns + 1);
        const count = mode === 'pixel' ? rows * columns * channels : mode === 'channel' ? channels : 0;
        const noise = random.normalArray(random.foldIn(key, 1), count);
        const data = Float32Array.from(image.data);
        let drawn = 0;
        for (let y = top; y < top + rows; y++) {
          for (let x = left; x < left + columns; x++) {
            for (let channel = 0; channel < channels; channel++) {
              const value = mode === 'pixel' ? noise[drawn++] : mode === 'channel' ? noise[channel] : 0;
              data[(y * width + x) * channels + channel] = value;
            }
          }
        }
        return { ...image, data };
      }
      return image;
    },
  };
}
