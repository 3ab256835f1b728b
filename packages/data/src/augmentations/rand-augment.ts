import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';
import type { Augmentation } from './augmentation';
import { type AffineOptions, rotate, shearX, shearY, translateX, translateY } from './operations/affine';
import { adjustBrightness, adjustColor, adjustContrast, adjustSharpness } from './operations/enhance';
import { autoContrast, equalize, invert, posterize, solarize, solarizeAdd } from './operations/tone';
import { RandomStream } from './random-stream';

/** Settings of `randAugment`; the defaults are timm's `rand-m9-mstd0.5-inc1`. */
export interface RandAugmentOptions {
  /** Operations per image. Default 2. */
  operations?: number;
  /** Mean strength, 0 to 10. Default 9. */
  magnitude?: number;
  /** Standard deviation of the strength, which is then clipped to 0 to 10. Default 0.5. */
  magnitudeStd?: number;
  /** Probability with which each drawn operation is applied. Default 0.5. */
  probability?: number;
  /** Fills what rotation, shear and translation uncover: the mean colour of the data. Default 128. */
  fill?: number | readonly number[];
  /** Default `random`: bilinear or bicubic, each with probability 1/2. */
  interpolation?: 'bilinear' | 'bicubic' | 'random';
}

/** One of the fifteen operations. */
export interface RandAugmentOperation {
  name: string;
  /** Applies it with strength `level` (0 to 10). `sign` is -1 or 1 and chooses the direction where there are two. */
  apply(image: HostImage, level: number, sign: number, options: AffineOptions): HostImage;
}

/** Factor of the four enhancing operations: moves away from 1 with the level, never below 0.1. */
const factor = (level: number, sign: number) => Math.max(0.1, 1 + sign * (level / 10) * 0.9);

/** The operations with timm's increasing magnitudes: a higher level always changes more. */
export const randAugmentOperations: readonly RandAugmentOperation[] = [
  { name: 'AutoContrast', apply: (image) => autoContrast(image) },
  { name: 'Equalize', apply: (image) => equalize(image) },
  { name: 'Invert', apply: (image) => invert(image) },
  { name: 'Rotate', apply: (image, level, sign, options) => rotate(image, sign * (level / 10) * 30, options) },
  { name: 'Posterize', apply: (image, level) => posterize(image, 4 - Math.trunc((level / 10) * 4)) },
  { name: 'Solarize', apply: (image, level) => solarize(image, 256 - Math.min(256, Math.trunc((level / 10) * 256))) },
  { name: 'SolarizeAdd', apply: (image, level) => solarizeAdd(image, Math.min(128, Math.trunc((level / 10) * 110))) },
  { name: 'Color', apply: (image, level, sign) => adjustColor(image, factor(level, sign)) },
  { name: 'Contrast', apply: (image, level, sign) => adjustContrast(image, factor(level, sign)) },
  { name: 'Brightness', apply: (image, level, sign) => adjustBrightness(image, factor(level, sign)) },
  { name: 'Sharpness', apply: (image, level, sign) => adjustSharpness(image, factor(level, sign)) },
  { name: 'ShearX', apply: (image, level, sign, options) => shearX(image, sign * (level / 10) * 0.3, options) },
  { name: 'ShearY', apply: (image, level, sign, options) => shearY(image, sign * (level / 10) * 0.3, options) },
  {
    name: 'TranslateX',
    apply: (image, level, sign, options) => translateX(image, sign * (level / 10) * 0.45, options),
  },
  {
    name: 'TranslateY',
    apply: (image, level, sign, options) => translateY(image, sign * (level / 10) * 0.45, options),
  },
];

/**
 * RandAugment: every image gets a few operations, drawn with replacement from fifteen, at a random strength.
 *
 * Works on bytes with 1 or 3 channels, before the normalisation. With it, leave out other colour jitter.
 *
 * @throws ConfigError `data/rand-augment` for settings out of range.
 * Source: E. Cubuk and others, "RandAugment" (2020); magnitudes, probability and noise of timm 1.0 (`rand-m9-mstd0.5-inc1`).
 */
export function randAugment(options: RandAugmentOptions = {}): Augmentation {
  const settings = {
    operations: 2,
    magnitude: 9,
    magnitudeStd: 0.5,
    probability: 0.5,
    fill: 128,
    interpolation: 'random',
    ...options,
  };
  const { operations, magnitude, magnitudeStd, probability, fill, interpolation } = settings;
  check('operations', operations, Number.isInteger(operations) && operations >= 0, 'a whole number of at least 0');
  check('magnitude', magnitude, magnitude >= 0 && magnitude <= 10, 'a number from 0 to 10');
  check(
    'magnitudeStd',
    magnitudeStd,
    magnitudeStd >= 0 && magnitudeStd < Number.POSITIVE_INFINITY,
    'a number of at least 0',
  );
  check('probability', probability, probability >= 0 && probability <= 1, 'a number from 0 to 1');
  check(
    'interpolation',
    interpolation,
    ['bilinear', 'bicubic', 'random'].includes(interpolation),
    'bilinear, bicubic or random',
  );
  return {
    name: 'randAugment',
    stage: 'pixels',
    apply(image, key) {
      const stream = new RandomStream(key);
      let result = image;
      for (let i = 0; i < operations; i++) {
        // Every draw is made, used or not, so that the choices of one operation do not move those of the next.
        const operation = randAugmentOperations[stream.index(randAugmentOperations.length)];
        const applied = stream.uniform() < probability;
        const level = Math.min(10, Math.max(0, magnitude + magnitudeStd * stream.normal()));
        const sign = stream.uniform() < 0.5 ? 1 : -1;
        const drawn = stream.uniform() < 0.5 ? 'bilinear' : 'bicubic';
        const method = interpolation === 'random' ? drawn : (interpolation as 'bilinear' | 'bicubic');
        if (applied) result = operation.apply(result, level, sign, { interpolation: method, fill });
      }
      return result;
    },
  };
}

function check(argument: string, value: unknown, valid: boolean, accepted: string): void {
  if (valid) return;
  throw new ConfigError({
    code: 'data/rand-augment',
    argument,
    message: `randAugment: ${argument} is ${String(value)}. It must be ${accepted}.`,
  });
}
