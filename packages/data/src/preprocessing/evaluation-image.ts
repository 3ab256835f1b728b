import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';
import { roundHalfEven } from '../images/pixel-math';
import { cropImage, type ResizeMethod, resizeImage } from './resize-image';

/** Side of a square, or [height, width]. */
export type ImageSize = number | readonly [height: number, width: number];

/** Settings of `evaluationImage`. */
export interface EvaluationOptions {
  /** Size of the result. */
  size: ImageSize;
  /** The crop's share of the resized image: it is resized to floor(size / cropFraction). Default 0.875. */
  cropFraction?: number;
  /** Default `bicubic`, right for Mixer, gMLP, ResMLP and Sequencer checkpoints. */
  method?: ResizeMethod;
  /** `keep`: the shorter side fits, the aspect ratio stays. `squash`: both sides fit, the aspect ratio changes. Default `keep`. */
  aspect?: 'keep' | 'squash';
}

/**
 * Prepares an image for a pretrained classifier: resize, then cut out the centre.
 *
 * @returns Image of the asked size; normalise it with `imageTensor`.
 * @throws ConfigError `data/evaluation-size` for a size or fraction that cannot be.
 * Source: timm 1.0, `transforms_imagenet_eval` (crop modes `center` and `squash`).
 */
export function evaluationImage(image: HostImage, options: EvaluationOptions): HostImage {
  const { cropFraction = 0.875, method = 'bicubic', aspect = 'keep' } = options;
  const [height, width] = checkedImageSize(options.size);
  if (!(cropFraction > 0 && cropFraction <= 1)) {
    throw new ConfigError({
      code: 'data/evaluation-size',
      argument: 'cropFraction',
      message: `cropFraction is ${String(cropFraction)}. It is the share of the side that the crop keeps: above 0, at most 1.`,
    });
  }
  const target = [Math.floor(height / cropFraction), Math.floor(width / cropFraction)] as const;
  const [resizedHeight, resizedWidth] = aspect === 'squash' ? target : keptAspect(image, target);
  return centreCrop(resizeImage(image, { height: resizedHeight, width: resizedWidth, method }), [height, width]);
}

/**
 * Cuts out the centre. A side that is too short is padded with 0 on both ends.
 *
 * An odd margin is halved with rounding to even, as in torchvision.
 */
export function centreCrop(image: HostImage, size: ImageSize): HostImage {
  const [height, width] = checkedImageSize(size);
  const padded = padToSize(image, height, width);
  const top = roundHalfEven((padded.height - height) / 2);
  const left = roundHalfEven((padded.width - width) / 2);
  return cropImage(padded, { top, left, height, width });
}

/** @throws ConfigError `data/evaluation-size`. */
export function checkedImageSize(size: ImageSize): readonly [height: number, width: number] {
  const sides = typeof size === 'number' ? ([size, size] as const) : size;
  if (sides.length === 2 && sides.every((side) => Number.isInteger(side) && side > 0)) return sides;
  throw new ConfigError({
    code: 'data/evaluation-size',
    argument: 'size',
    message: `size is ${JSON.stringify(size)}. It must be a positive integer or [height, width], for example 224.`,
  });
}

function keptAspect(image: HostImage, [height, width]: readonly [number, number]): readonly [number, number] {
  if (height === width) {
    // The longer side is cut to a whole number, as in torchvision's Resize.
    return image.height <= image.width
      ? [height, Math.trunc((height * image.width) / image.height)]
      : [Math.trunc((width * image.height) / image.width), width];
  }
  const ratio = Math.min(image.height / height, image.width / width);
  return [roundHalfEven(image.height / ratio), roundHalfEven(image.width / ratio)];
}

function padToSize(image: HostImage, height: number, width: number): HostImage {
  if (image.height >= height && image.width >= width) return image;
  const { channels } = image;
  const newHeight = Math.max(height, image.height);
  const newWidth = Math.max(width, image.width);
  const top = Math.floor((newHeight - image.height) / 2);
  const left = Math.floor((newWidth - image.width) / 2);
  const size = newHeight * newWidth * channels;
  const data = image.data instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size);
  const row = image.width * channels;
  for (let y = 0; y < image.height; y++) {
    data.set(image.data.subarray(y * row, (y + 1) * row), ((top + y) * newWidth + left) * channels);
  }
  return { data, height: newHeight, width: newWidth, channels };
}
