import { describe, expect, it } from 'vitest';
import type { ByteImage } from '../images/host-image';
import { imageFromRgba } from '../images/image-from-rgba';
import { centreDigit } from './centre-digit';
import { type FitOptions, fitImage } from './fit-image';

function picture(height: number, width: number, value: (y: number, x: number) => number): ByteImage {
  const data = Uint8Array.from({ length: height * width }, (_, i) => value(Math.floor(i / width), i % width));
  return { data, height, width, channels: 1 };
}

describe('fitImage', () => {
  const wide = picture(4, 8, (_, x) => (x < 4 ? 10 : 200));

  it('covers, contains or stretches', () => {
    expect([...fitImage(wide, { size: 4 }).data.subarray(0, 4)]).toEqual([10, 10, 200, 200]);
    const contained = fitImage(wide, { size: 8, fit: 'contain', background: 5 });
    expect([...contained.data.subarray(8, 16)]).toEqual(new Array(8).fill(5));
    expect([...contained.data.subarray(16, 24)]).toEqual([10, 10, 10, 10, 200, 200, 200, 200]);
    expect(fitImage(wide, { size: [3, 5], fit: 'stretch' })).toMatchObject({ height: 3, width: 5 });
  });

  it.each([
    [7, 5],
    [1, 9],
    [28, 28],
    [100, 33],
  ])('always gives the asked size, here from %i x %i', (height, width) => {
    const image = picture(height, width, (y, x) => (y * x) % 256);
    for (const fit of ['cover', 'contain', 'stretch', 'digit'] as const) {
      expect(fitImage(image, { size: [28, 20], fit }).data).toHaveLength(560);
    }
  });

  it('inverts a light ground only when asked', () => {
    const light = picture(6, 6, (y, x) => (y === 3 && x === 3 ? 0 : 250));
    expect(fitImage(light, { size: 6, invert: 'auto' }).data[0]).toBe(5);
    expect(fitImage(light, { size: 6, invert: 'auto' }).data[21]).toBe(255);
    expect(fitImage(light, { size: 6 }).data[0]).toBe(250);
    expect(fitImage(wide, { size: 4, invert: true }).data[0]).toBe(245);
  });

  it('names an unknown way to fit', () => {
    expect(() => fitImage(wide, { size: 4, fit: 'fill' as FitOptions['fit'] })).toThrow(
      /fit is fill. Accepted: cover, contain/,
    );
  });
});

describe('centreDigit', () => {
  it('scales the figure to 20 pixels and puts its centre of mass in the middle', () => {
    // A tall bar in the corner of a large dark field.
    const drawn = picture(200, 150, (y, x) => (y >= 10 && y < 110 && x >= 20 && x < 40 ? 255 : 0));
    const { data } = centreDigit(drawn);
    const inked = [...data.keys()].filter((i) => data[i] > 24);
    const rows = inked.map((i) => Math.floor(i / 28));
    const columns = inked.map((i) => i % 28);
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([4, 23]);
    expect([Math.min(...columns), Math.max(...columns)]).toEqual([12, 15]);
  });

  it('moves a lopsided figure by its mass, not by its box', () => {
    // A heavy foot: the mass lies low, so the box ends up high.
    const drawn = picture(60, 60, (y, x) => ((y < 50 && x === 30) || (y >= 50 && x >= 10 && x < 50) ? 255 : 0));
    const { data } = centreDigit(drawn);
    const rows = [...data.keys()].filter((i) => data[i] > 60).map((i) => Math.floor(i / 28));
    expect(Math.min(...rows)).toBeLessThan(3);
  });

  it('keeps an empty field empty', () => {
    expect(Math.max(...centreDigit(picture(9, 9, () => 20)).data)).toBe(0);
  });
});

describe('imageFromRgba', () => {
  const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 128);

  it('keeps the colours and shows the background through transparent pixels', () => {
    expect([...imageFromRgba({ data, height: 1, width: 3 }).data]).toEqual([255, 0, 0, 255, 255, 255, 127, 127, 255]);
    expect([...imageFromRgba({ data, height: 1, width: 3 }, { channels: 1, background: 0 }).data]).toEqual([76, 0, 15]);
  });

  it('refuses bytes that do not match the size', () => {
    expect(() => imageFromRgba({ data, height: 2, width: 3 })).toThrow(/12 bytes are not 2x3 pixels of 4 bytes/);
  });
});
