import { ConfigError } from '@perceptrons/tensor';
import type { HostImage } from './host-image';

/** Clips to 0 to 255. */
export function clampByte(value: number): number {
  return Math.max(0, Math.min(255, value));
}

/** An image of the same size with other data. */
export function likeImage<Data extends Uint8Array | Float32Array>(
  { height, width, channels }: HostImage,
  data: Data,
): HostImage & { data: Data } {
  return { data, height, width, channels };
}

/** Luminance of red, green and blue as a byte: 0.299, 0.587, 0.114 in 16-bit fixed point, as Pillow and libjpeg do it. */
export function luminance(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** The data as bytes. @throws ConfigError `data/pixel-type` for an image of floats. */
export function byteData(image: HostImage, operation: string): Uint8Array {
  if (image.data instanceof Uint8Array) return image.data;
  throw new ConfigError({
    code: 'data/pixel-type',
    argument: 'image',
    message: `${operation} works on bytes from 0 to 255, but the image holds floats. Apply it before the normalisation.`,
  });
}

/** Grey level per pixel. @throws ConfigError `data/channels` unless the image has 1 or 3 channels. */
export function greyLevels(image: HostImage, operation: string): Uint8Array {
  const data = byteData(image, operation);
  if (image.channels === 1) return data;
  if (image.channels !== 3) {
    throw new ConfigError({
      code: 'data/channels',
      argument: 'image',
      message: `${operation} needs an image with 1 (grey) or 3 (red, green, blue) channels, but it has ${image.channels}.`,
    });
  }
  const grey = new Uint8Array(data.length / 3);
  for (let i = 0; i < grey.length; i++) grey[i] = luminance(data[3 * i], data[3 * i + 1], data[3 * i + 2]);
  return grey;
}

/** Rounds halves to the even neighbour, as Python's `round` does. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * One value per channel from a number or a list.
 *
 * @throws ConfigError `data/channels` for a list of another length.
 */
export function channelValues(value: number | readonly number[], channels: number, argument: string): number[] {
  if (typeof value === 'number') return new Array<number>(channels).fill(value);
  if (value.length === channels) return [...value];
  throw new ConfigError({
    code: 'data/channels',
    argument,
    message: `${argument} has ${value.length} values, but the image has ${channels} channels. Pass one number, or one per channel.`,
  });
}
