import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';
import { channelValues } from '../images/pixel-math';
import { checkedImageSize, type ImageSize } from '../preprocessing/evaluation-image';
import { type Rectangle, type ResizeMethod, resizeImage } from '../preprocessing/resize-image';
import type { Augmentation } from './augmentation';
import { RandomStream } from './random-stream';

/** Settings of `randomCrop`. */
export interface RandomCropOptions {
  /** Largest shift in pixels, in each direction. Default 4. */
  padding?: number;
  /** Grey level outside the image, or one per channel. Default 0. */
  fill?: number | readonly number[];
}

/**
 * Pads the image on all sides and cuts out a piece of its own size: a random shift by up to `padding` pixels. The usual crop
 * for small images.
 *
 * @throws ConfigError `data/random-crop`.
 * Source: K. He and others, "Deep residual learning" (2016), section 4.2.
 */
export function randomCrop({ padding = 4, fill = 0 }: RandomCropOptions = {}): Augmentation {
  if (!Number.isInteger(padding) || padding < 0) {
    throw cropError('padding', `padding is ${String(padding)}. It must be a whole number of pixels, at least 0`);
  }
  return {
    name: 'randomCrop',
    stage: 'pixels',
    apply(image, key) {
      const stream = new RandomStream(key);
      const down = stream.index(2 * padding + 1) - padding;
      const right = stream.index(2 * padding + 1) - padding;
      return shiftImage(image, down, right, fill);
    },
  };
}

/** Moves the image down and to the right by whole pixels; what is uncovered gets the fill value. */
export function shiftImage(image: HostImage, down: number, right: number, fill: number | readonly number[]): HostImage {
  const { data, height, width, channels } = image;
  const result = data.slice();
  channelValues(fill, channels, 'fill').forEach((value, channel) => {
    for (let i = channel; i < result.length; i += channels) result[i] = value;
  });
  const columns = width - Math.abs(right);
  for (let y = Math.max(0, down); y < Math.min(height, height + down) && columns > 0; y++) {
    const source = ((y - down) * width + Math.max(0, -right)) * channels;
    result.set(data.subarray(source, source + columns * channels), (y * width + Math.max(0, right)) * channels);
  }
  return { data: result, height, width, channels };
}

/** Settings of `randomResizedCrop`. */
export interface RandomResizedCropOptions {
  /** Size of the result. */
  size: ImageSize;
  /** Range of the crop's share of the area. Default [0.08, 1]. */
  area?: readonly [smallest: number, largest: number];
  /** Range of width / height, drawn log-uniformly. Default [3/4, 4/3]. */
  aspect?: readonly [smallest: number, largest: number];
  /** Default `random`: bilinear or bicubic, each with probability 1/2. */
  interpolation?: ResizeMethod | 'random';
}

/**
 * Cuts out a random piece and resizes it: the "Inception crop" of ImageNet training. After ten pieces that do not fit, it
 * takes the largest central piece with an allowed aspect ratio.
 *
 * @throws ConfigError `data/random-crop`, `data/evaluation-size`.
 * Source: C. Szegedy and others, "Going deeper with convolutions" (2015), section 6; details of timm 1.0
 * (`RandomResizedCropAndInterpolation`).
 */
export function randomResizedCrop(options: RandomResizedCropOptions): Augmentation {
  const { area = [0.08, 1], aspect = [3 / 4, 4 / 3], interpolation = 'random' } = options;
  const [height, width] = checkedImageSize(options.size);
  if (!(area[0] > 0 && area[0] <= area[1] && area[1] <= 1)) {
    throw cropError('area', `area is [${area}]. It must be two shares of the image, 0 < smallest <= largest <= 1`);
  }
  if (!(aspect[0] > 0 && aspect[0] <= aspect[1])) {
    throw cropError('aspect', `aspect is [${aspect}]. It must be two positive ratios, smallest <= largest`);
  }
  return {
    name: 'randomResizedCrop',
    stage: 'pixels',
    apply(image, key) {
      const stream = new RandomStream(key);
      const drawn = stream.uniform() < 0.5 ? 'bilinear' : 'bicubic';
      const method = interpolation === 'random' ? drawn : interpolation;
      return resizeImage(image, { height, width, method, crop: drawCrop(image, area, aspect, stream) });
    },
  };
}

/** Draws the rectangle of `randomResizedCrop`. */
export function drawCrop(
  { height, width }: { height: number; width: number },
  area: readonly [number, number],
  aspect: readonly [number, number],
  stream: RandomStream,
): Rectangle {
  for (let attempt = 0; attempt < 10; attempt++) {
    const pixels = stream.between(area[0], area[1]) * height * width;
    const ratio = Math.exp(stream.between(Math.log(aspect[0]), Math.log(aspect[1])));
    const cropWidth = Math.round(Math.sqrt(pixels * ratio));
    const cropHeight = Math.round(Math.sqrt(pixels / ratio));
    if (cropWidth > 0 && cropHeight > 0 && cropWidth <= width && cropHeight <= height) {
      const top = stream.index(height - cropHeight + 1);
      const left = stream.index(width - cropWidth + 1);
      return { top, left, height: cropHeight, width: cropWidth };
    }
  }
  const ratio = Math.min(aspect[1], Math.max(aspect[0], width / height));
  const cropWidth = Math.max(1, Math.min(width, Math.round(height * ratio)));
  const cropHeight = Math.max(1, Math.min(height, Math.round(width / ratio)));
  return {
    top: Math.floor((height - cropHeight) / 2),
    left: Math.floor((width - cropWidth) / 2),
    height: cropHeight,
    width: cropWidth,
  };
}

function cropError(argument: string, problem: string): ConfigError {
  return new ConfigError({ code: 'data/random-crop', argument, message: `Random crop: ${problem}.` });
}
