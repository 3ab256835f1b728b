// Operations that move the pixels: rotation, shear, translation. What comes from outside gets the fill colour.
import type { HostImage } from '../../images/host-image';
import { byteData, channelValues, clampByte, likeImage } from '../../images/pixel-math';

/** How the moved pixels are computed and what fills the gaps. */
export interface AffineOptions {
  /** Default `bicubic`; its kernel has a = -1 here (Pillow), unlike the -0.5 of `resizeImage`. */
  interpolation?: 'bilinear' | 'bicubic';
  /** Grey level, or one per channel. Default 128. */
  fill?: number | readonly number[];
}

/** x' = a x + b y + c, y' = d x + e y + f: where in the input the output pixel (x, y) comes from. */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Turns the image counter-clockwise around its centre. */
export function rotate(image: HostImage, degrees: number, options?: AffineOptions): HostImage {
  const angle = -((((degrees % 360) + 360) % 360) * Math.PI) / 180;
  const cosine = round15(Math.cos(angle));
  const sine = round15(Math.sin(angle));
  const x = image.width / 2;
  const y = image.height / 2;
  const map = [cosine, sine, x - cosine * x - sine * y, -sine, cosine, y + sine * x - cosine * y] as const;
  return transformAffine(image, map, options);
}

/** Moves row y to the left by `amount` * y. */
export function shearX(image: HostImage, amount: number, options?: AffineOptions): HostImage {
  return transformAffine(image, [1, amount, 0, 0, 1, 0], options);
}

/** Moves column x up by `amount` * x. */
export function shearY(image: HostImage, amount: number, options?: AffineOptions): HostImage {
  return transformAffine(image, [1, 0, 0, amount, 1, 0], options);
}

/** Moves the image to the left by `fraction` of its width. */
export function translateX(image: HostImage, fraction: number, options?: AffineOptions): HostImage {
  return transformAffine(image, [1, 0, fraction * image.width, 0, 1, 0], options);
}

/** Moves the image up by `fraction` of its height. */
export function translateY(image: HostImage, fraction: number, options?: AffineOptions): HostImage {
  return transformAffine(image, [1, 0, 0, 0, 1, fraction * image.height], options);
}

/** Applies any affine map; the size stays. */
export function transformAffine(image: HostImage, map: AffineMap, options: AffineOptions = {}): HostImage {
  const { interpolation = 'bicubic', fill = 128 } = options;
  const { height, width, channels } = image;
  const data = byteData(image, 'transformAffine');
  const result = new Uint8Array(data.length);
  const sample = interpolation === 'bilinear' ? sampleBilinear : sampleBicubic;
  const fills = channelValues(fill, channels, 'fill');
  const [a, b, c, d, e, f] = map;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = a * (x + 0.5) + b * (y + 0.5) + c;
      const sourceY = d * (x + 0.5) + e * (y + 0.5) + f;
      const inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
      const target = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const value = inside ? sample(data, image, channel, sourceX - 0.5, sourceY - 0.5) : fills[channel];
        result[target + channel] = clampByte(Math.trunc(value));
      }
    }
  }
  return likeImage(image, result);
}

function sampleBilinear(data: Uint8Array, image: HostImage, channel: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const line = (line: number) => {
    const left = pixel(data, image, channel, line, column);
    return left + (pixel(data, image, channel, line, column + 1) - left) * (x - column);
  };
  const upper = line(row);
  return upper + (line(row + 1) - upper) * (y - row);
}

function sampleBicubic(data: Uint8Array, image: HostImage, channel: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const line = (line: number) =>
    cubic(
      pixel(data, image, channel, line, column - 1),
      pixel(data, image, channel, line, column),
      pixel(data, image, channel, line, column + 1),
      pixel(data, image, channel, line, column + 2),
      x - column,
    );
  return cubic(line(row - 1), line(row), line(row + 1), line(row + 2), y - row);
}

/** Cubic through v2 (t = 0) and v3 (t = 1) with the slopes v3 - v1 and v4 - v2. */
function cubic(v1: number, v2: number, v3: number, v4: number, t: number): number {
  const p2 = -v1 + v3;
  const p3 = 2 * (v1 - v2) + v3 - v4;
  const p4 = -v1 + v2 - v3 + v4;
  return v2 + t * (p2 + t * (p3 + t * p4));
}

/** The nearest pixel of the image, for positions just outside. */
function pixel(
  data: Uint8Array,
  { height, width, channels }: HostImage,
  channel: number,
  y: number,
  x: number,
): number {
  const row = y < 0 ? 0 : y >= height ? height - 1 : y;
  const column = x < 0 ? 0 : x >= width ? width - 1 : x;
  return data[(row * width + column) * channels + channel];
}

function round15(value: number): number {
  return Math.round(value * 1e15) / 1e15;
}
