import { ConfigError, DataError } from '@perceptrons/tensor';
import type { ByteImage } from './host-image';
import { luminance } from './pixel-math';

/** Pixels as canvases and PNG decoders give them: red, green, blue and opacity bytes, not premultiplied. */
export interface RgbaPixels {
  data: Uint8Array | Uint8ClampedArray;
  height: number;
  width: number;
}

/**
 * Turns RGBA pixels into an image of one or three channels.
 *
 * @param pixels Row by row from the top left.
 * @param options Settings.
 * @param options.channels 1 for grey (luminance), 3 for red, green, blue. Default 3.
 * @param options.background Grey level that shows through transparent pixels. Default 255 (white).
 * @throws DataError `data/image-size` if the bytes do not match the size; ConfigError `data/channels`.
 */
export function imageFromRgba(
  { data, height, width }: RgbaPixels,
  { channels = 3, background = 255 }: { channels?: 1 | 3; background?: number } = {},
): ByteImage {
  if (channels !== 1 && channels !== 3) {
    throw new ConfigError({
      code: 'data/channels',
      argument: 'channels',
      message: `channels is ${String(channels)}. Accepted: 1 (grey) or 3 (red, green, blue).`,
    });
  }
  if (!(height > 0 && width > 0) || data.length !== height * width * 4) {
    throw new DataError({
      code: 'data/image-size',
      message: `${data.length} bytes are not ${height}x${width} pixels of 4 bytes (red, green, blue, opacity).`,
    });
  }
  const result = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const opacity = data[4 * pixel + 3];
    const over = (value: number) =>
      opacity === 255 ? value : Math.round((value * opacity + background * (255 - opacity)) / 255);
    const red = over(data[4 * pixel]);
    const green = over(data[4 * pixel + 1]);
    const blue = over(data[4 * pixel + 2]);
    if (channels === 1) result[pixel] = luminance(red, green, blue);
    else {
      result[3 * pixel] = red;
      result[3 * pixel + 1] = green;
      result[3 * pixel + 2] = blue;
    }
  }
  return { data: result, height, width, channels };
}
