import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from '../images/host-image';
import { clampByte, likeImage } from '../images/pixel-math';

/** Interpolation of `resizeImage`. */
export type ResizeMethod = 'bilinear' | 'bicubic';

/** A rectangle in pixels. */
export interface Rectangle {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** Settings of `resizeImage`. */
export interface ResizeOptions {
  height: number;
  width: number;
  /** Default `bicubic`. */
  method?: ResizeMethod;
  /** Part of the image to resize, cut out first. Default: all of it. */
  crop?: Rectangle;
}

/**
 * Resizes an image with antialiasing: when it shrinks, the filter widens by the same factor, so every input pixel counts.
 *
 * Bytes are computed as Pillow does it: columns, then rows, 22-bit fixed-point weights, rounding to bytes in between. The
 * result equals Pillow's; where Pillow 13 resizes the rows first to save work, single values differ by one grey level.
 * Floats are computed without rounding.
 *
 * @returns A new image of the same kind.
 * @throws ConfigError `data/resize` for a size, method or rectangle that cannot be used.
 * Source: R. Keys, "Cubic convolution interpolation" (1981), a = -0.5; Pillow 13 `Image.resize`.
 */
export function resizeImage(image: HostImage, { height, width, method = 'bicubic', crop }: ResizeOptions): HostImage {
  checkSize('height', height);
  checkSize('width', width);
  const filter = filters[method];
  if (!filter) throw resizeError('method', `method is ${String(method)}. Accepted: ${Object.keys(filters).join(', ')}`);
  let result = crop ? cropImage(image, crop) : image;
  if (result.width !== width) result = resizeColumns(result, width, filter);
  if (result.height !== height) result = resizeRows(result, height, filter);
  return result === image ? likeImage(image, image.data.slice()) : result;
}

/**
 * Cuts a rectangle out of an image.
 *
 * @throws ConfigError `data/resize` if it does not lie inside.
 */
export function cropImage(image: HostImage, { top, left, height, width }: Rectangle): HostImage {
  const inside =
    [top, left, height, width].every(Number.isInteger) &&
    top >= 0 &&
    left >= 0 &&
    height > 0 &&
    width > 0 &&
    top + height <= image.height &&
    left + width <= image.width;
  if (!inside) {
    throw resizeError(
      'crop',
      `the rectangle of ${height}x${width} pixels at row ${top}, column ${left} does not lie inside the image of ${image.height}x${image.width}`,
    );
  }
  const { channels } = image;
  const row = width * channels;
  const data = image.data instanceof Uint8Array ? new Uint8Array(height * row) : new Float32Array(height * row);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * image.width + left) * channels;
    data.set(image.data.subarray(start, start + row), y * row);
  }
  return { data, height, width, channels };
}

interface Filter {
  /** Half the width of the kernel, in output pixels. */
  support: number;
  weight(x: number): number;
}

const filters: Record<ResizeMethod, Filter> = {
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    support: 2,
    weight(x) {
      const a = -0.5;
      const t = Math.abs(x);
      if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
    },
  },
};

interface Taps {
  first: number;
  weights: Float64Array;
}

/** Weights of the input pixels of every output pixel along one side; they add up to 1. */
function tapsOf(inputSize: number, outputSize: number, { support, weight }: Filter): Taps[] {
  const scale = inputSize / outputSize;
  const widening = Math.max(1, scale);
  const reach = support * widening;
  return Array.from({ length: outputSize }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(inputSize, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, tap) =>
      weight((tap + first - centre + 0.5) / widening),
    );
    const sum = weights.reduce((total, value) => total + value, 0);
    return { first, weights: weights.map((value) => value / sum) };
  });
}

/** Weights as multiples of 2^-22. */
const fixedPoint = 2 ** 22;

function fixed(taps: Taps[]): Taps[] {
  return taps.map(({ first, weights }) => ({
    first,
    weights: weights.map((value) => Math.trunc(value * fixedPoint + (value < 0 ? -0.5 : 0.5))),
  }));
}

function resizeColumns(image: HostImage, width: number, filter: Filter): HostImage {
  const { height, channels, data } = image;
  const bytes = data instanceof Uint8Array;
  const taps = bytes ? fixed(tapsOf(image.width, width, filter)) : tapsOf(image.width, width, filter);
  const result = bytes ? new Uint8Array(height * width * channels) : new Float32Array(height * width * channels);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = taps[x];
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        let source = (y * image.width + first) * channels + channel;
        for (let tap = 0; tap < weights.length; tap++, source += channels) sum += weights[tap] * data[source];
        result[target++] = bytes ? clampByte(Math.floor(sum / fixedPoint + 0.5)) : sum;
      }
    }
  }
  return { data: result, height, width, channels };
}

function resizeRows(image: HostImage, height: number, filter: Filter): HostImage {
  const { width, channels, data } = image;
  const row = width * channels;
  const bytes = data instanceof Uint8Array;
  const taps = bytes ? fixed(tapsOf(image.height, height, filter)) : tapsOf(image.height, height, filter);
  const result = bytes ? new Uint8Array(height * row) : new Float32Array(height * row);
  const sums = new Float64Array(row);
  for (let y = 0; y < height; y++) {
    const { first, weights } = taps[y];
    sums.fill(0);
    for (let tap = 0; tap < weights.length; tap++) {
      const start = (first + tap) * row;
      for (let i = 0; i < row; i++) sums[i] += weights[tap] * data[start + i];
    }
    for (let i = 0; i < row; i++)
      result[y * row + i] = bytes ? clampByte(Math.floor(sums[i] / fixedPoint + 0.5)) : sums[i];
  }
  return { data: result, height, width, channels };
}

function checkSize(argument: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw resizeError(argument, `${argument} is ${String(value)}. It must be a positive integer`);
}

function resizeError(argument: string, problem: string): ConfigError {
  return new ConfigError({ code: 'data/resize', argument, message: `Cannot resize: ${problem}.` });
}
