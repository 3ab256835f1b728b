import { DataError } from '@perceptrons/tensor';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import type { RgbaPixels } from '../images/image-from-rgba';

/** Largest image that is decoded where the caller sets no limit: 2^26 pixels (8192 x 8192). */
export const defaultMaximumPixels = 2 ** 26;

/** Endings of the files that can be decoded. */
export const imageExtensions = ['.png', '.jpg', '.jpeg'] as const;

/**
 * Decodes a PNG or JPEG file; which one its first bytes tell. The size in the header is checked before pixels are made.
 *
 * @param name File name for messages.
 * @throws DataError `data/image-format` for anything else or a damaged file, `data/too-large` past the limit.
 */
export function decodeImage(bytes: Uint8Array, name: string, maximumPixels = defaultMaximumPixels): RgbaPixels {
  const png = bytes.length >= 24 && [0x89, 0x50, 0x4e, 0x47].every((byte, i) => bytes[i] === byte);
  const jpegFile = bytes.length >= 4 && bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!png && !jpegFile) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw formatError(name, `its ${bytes.length} bytes start with ${start || 'nothing'}`);
  }
  if (png) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const width = view.getUint32(16);
    const height = view.getUint32(20);
    if (width * height > maximumPixels) throw tooLarge(name, `${height}x${width} pixels`, maximumPixels);
  }
  try {
    const decoded = png
      ? PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      : jpeg.decode(bytes, {
          useTArray: true,
          formatAsRGBA: true,
          tolerantDecoding: false,
          maxResolutionInMP: maximumPixels / 1e6,
          maxMemoryUsageInMB: Math.ceil((maximumPixels * 16) / 2 ** 20) + 64,
        });
    return { data: decoded.data, height: decoded.height, width: decoded.width };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (/maxResolutionInMP|maxMemoryUsageInMB/.test(reason)) throw tooLarge(name, reason, maximumPixels);
    throw formatError(name, `it is damaged (${reason})`, cause);
  }
}

function formatError(name: string, problem: string, cause?: unknown): DataError {
  return new DataError({
    code: 'data/image-format',
    cause,
    message: `${name} cannot be read as an image: ${problem}. Accepted: PNG and JPEG files.`,
  });
}

function tooLarge(name: string, came: string, maximumPixels: number): DataError {
  return new DataError({
    code: 'data/too-large',
    message: `${name} is too large: ${came}. Accepted: up to ${maximumPixels} pixels; pass a larger maximumPixels if the file is right.`,
  });
}
