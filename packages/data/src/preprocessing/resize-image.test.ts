import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference, pictures, resizeCases, stored } from '../__fixtures__/pillow';
import { type ResizeMethod, resizeImage } from './resize-image';

/** Where Pillow resizes the rows first, the rounding between the two directions may move a value by one level. */
const otherOrder = 1;

describe('resizeImage', () => {
  it.each(resizeCases)('equals Pillow: image $image to $height x $width, $method', (golden) => {
    const { image, method, crop, height, width } = golden;
    const result = resizeImage(pictures[image], {
      height,
      width,
      method: method as ResizeMethod,
      crop: crop ?? undefined,
    });
    expect(largestDifference(result, stored(golden))).toBeLessThanOrEqual(golden.columnsFirst ? 0 : otherOrder);
  });

  it('equals Pillow to the byte in most of these cases', () => {
    expect(resizeCases.filter(({ columnsFirst }) => columnsFirst).length).toBeGreaterThan(0.8 * resizeCases.length);
  });

  it('resizes floats like bytes, without the rounding', () => {
    const [picture] = pictures;
    const floats = { ...picture, data: Float32Array.from(picture.data) };
    const bytes = resizeImage(picture, { height: 6, width: 7, method: 'bilinear' });
    const result = resizeImage(floats, { height: 6, width: 7, method: 'bilinear' });
    expect(result.data).toBeInstanceOf(Float32Array);
    // Two roundings to bytes, one per direction, of at most half a level each.
    expect(largestDifference(result, bytes)).toBeLessThanOrEqual(1);
    expect(largestDifference(result, bytes)).toBeGreaterThan(0);
  });

  it('keeps a constant image constant', () => {
    const flat = { data: new Float32Array(35).fill(0.25), height: 5, width: 7, channels: 1 };
    for (const method of ['bilinear', 'bicubic'] as const) {
      const result = resizeImage(flat, { height: 16, width: 3, method });
      for (const value of result.data) expect(value).toBeCloseTo(0.25, 6);
    }
  });

  it('returns a copy when the size stays', () => {
    const [picture] = pictures;
    const result = resizeImage(picture, { height: picture.height, width: picture.width });
    expect(result.data).toEqual(picture.data);
    expect(result.data).not.toBe(picture.data);
  });

  it('refuses sizes and rectangles that cannot be', () => {
    const [picture] = pictures;
    expect(() => resizeImage(picture, { height: 0, width: 4 })).toThrow(/height is 0/);
    expect(() => resizeImage(picture, { height: 4, width: 4, method: 'nearest' as ResizeMethod })).toThrow(
      /bilinear, bicubic/,
    );
    const crop = { top: 5, left: 0, height: 6, width: 4 };
    expect(() => resizeImage(picture, { height: 4, width: 4, crop })).toThrow(ConfigError);
    expect(() => resizeImage(picture, { height: 4, width: 4, crop })).toThrow(/6x4 pixels at row 5.*8x10/);
  });
});
