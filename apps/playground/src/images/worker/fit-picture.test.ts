import { fitImage, type HostImage } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import type { DataName } from '../image-data';
import { boundsOf, framed, pictureFit } from './fit-picture';

const fitPicture = (image: HostImage, data: DataName) => framed(fitImage(image, pictureFit(data)), data);

/** A picture of one grey level with a rectangle of another. */
function picture(height: number, width: number, groundLevel: number, level: number, box = [4, 6, 10, 5]) {
  const data = new Uint8Array(height * width).fill(groundLevel);
  const [top, left, boxHeight, boxWidth] = box;
  for (let y = top; y < top + boxHeight; y++) data.fill(level, y * width + left, y * width + left + boxWidth);
  return { data, height, width, channels: 1 };
}

const bounds = (pixels: Uint8Array) => boundsOf({ data: pixels, height: 28, width: 28, channels: 1 });

describe('a picture of the visitor', () => {
  it.each([
    [1, 1],
    [28, 28],
    [300, 20],
    [17, 91],
  ])('gives 28 x 28 grey levels for %i x %i', (height, width) => {
    const image = { data: new Uint8Array(height * width), height, width, channels: 1 };
    for (const data of ['mnist', 'fashion-mnist', 'own'] as const) expect(fitPicture(image, data)).toHaveLength(784);
  });

  it('gives as many grey levels as another side needs', () => {
    const image = picture(60, 80, 0, 200);
    for (const data of ['mnist', 'fashion-mnist', 'own'] as const) {
      expect(framed(fitImage(image, pictureFit(data, 40)), data, 40)).toHaveLength(1600);
    }
  });

  it('fits a digit into 20 x 20 around the middle', () => {
    const pixels = fitPicture(picture(60, 80, 0, 255, [5, 50, 40, 20]), 'mnist');
    expect(bounds(pixels)).toEqual({ top: 4, left: 9, height: 20, width: 10 });
  });

  it('lets a piece of clothing touch both ends of the frame', () => {
    const pixels = fitPicture(picture(60, 80, 0, 200, [5, 50, 40, 20]), 'fashion-mnist');
    expect(bounds(pixels)).toEqual({ top: 0, left: 7, height: 28, width: 14 });
  });

  it.each(['mnist', 'fashion-mnist'] as const)('takes dark things on light ground as their negative: %s', (data) => {
    expect(fitPicture(picture(40, 40, 255, 0), data)).toEqual(fitPicture(picture(40, 40, 0, 255), data));
  });

  it('keeps light and dark of own images', () => {
    const pixels = fitPicture(picture(56, 56, 255, 0, [0, 0, 28, 56]), 'own');
    expect(pixels[0]).toBe(0);
    expect(pixels[27 * 28]).toBe(255);
  });
});
