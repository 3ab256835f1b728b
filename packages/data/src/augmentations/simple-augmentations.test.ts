import { ConfigError, random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import type { HostImage } from '../images/host-image';
import { drawCrop, randomCrop, randomResizedCrop, shiftImage } from './random-crop';
import { randomErasing } from './random-erasing';
import { randomFlip } from './random-flip';
import { RandomStream } from './random-stream';

const keys = random.split(21, 300);

/** Values 1 to height * width * channels, so that every pixel can be told apart. */
function numbered(height: number, width: number, channels = 1): HostImage {
  return { data: Uint8Array.from({ length: height * width * channels }, (_, i) => i + 1), height, width, channels };
}

describe('randomCrop', () => {
  it('shifts by up to the padding in both directions, every shift equally often', () => {
    const image = { data: new Uint8Array(49), height: 7, width: 7, channels: 1 };
    image.data[24] = 1;
    const counts = new Map<number, number>();
    for (const key of keys) {
      const at = randomCrop({ padding: 1 }).apply(image, key).data.indexOf(1);
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([16, 17, 18, 23, 24, 25, 30, 31, 32]);
    // Binomial(300, 1/9): mean 33.3, standard deviation 5.4; four deviations.
    for (const count of counts.values()) expect(Math.abs(count - 33.3)).toBeLessThan(22);
  });

  it('fills what is uncovered, also when everything is', () => {
    const image = numbered(2, 3, 2);
    expect([...shiftImage(image, 1, -1, [100, 200]).data]).toEqual([
      100, 200, 100, 200, 100, 200, 3, 4, 5, 6, 100, 200,
    ]);
    expect(new Set(shiftImage(image, 0, 3, 9).data)).toEqual(new Set([9]));
    expect(new Set(shiftImage(image, -5, 0, 9).data)).toEqual(new Set([9]));
    expect(shiftImage(image, 0, 0, 9).data).toEqual(image.data);
  });

  it('refuses a padding that is not a whole number', () => {
    expect(() => randomCrop({ padding: 0.5 })).toThrow(/padding is 0.5/);
  });
});

describe('randomResizedCrop', () => {
  it('gives every image the asked size', () => {
    for (const key of keys.slice(0, 20)) {
      const result = randomResizedCrop({ size: [5, 4] }).apply(numbered(9, 13, 3), key);
      expect(result).toMatchObject({ height: 5, width: 4, channels: 3 });
    }
  });

  it('draws areas and aspect ratios from their ranges, inside the image', () => {
    const areas: number[] = [];
    for (const key of keys) {
      const { top, left, height, width } = drawCrop(
        { height: 300, width: 400 },
        [0.2, 0.5],
        [3 / 4, 4 / 3],
        new RandomStream(key),
      );
      areas.push((height * width) / 120_000);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top + height).toBeLessThanOrEqual(300);
      expect(left + width).toBeLessThanOrEqual(400);
      // Half a pixel of rounding on sides of at least 134 pixels.
      expect(width / height).toBeGreaterThan(0.74);
      expect(width / height).toBeLessThan(1.35);
    }
    expect(Math.min(...areas)).toBeGreaterThan(0.19);
    expect(Math.max(...areas)).toBeLessThan(0.51);
    expect(Math.max(...areas) - Math.min(...areas)).toBeGreaterThan(0.25);
  });

  it('takes the centre of an image that no rectangle fits', () => {
    const stream = new RandomStream(keys[0]);
    expect(drawCrop({ height: 10, width: 100 }, [1, 1], [3 / 4, 4 / 3], stream)).toEqual({
      top: 0,
      left: 43,
      height: 10,
      width: 13,
    });
    expect(drawCrop({ height: 100, width: 9 }, [1, 1], [3 / 4, 4 / 3], stream)).toEqual({
      top: 44,
      left: 0,
      height: 12,
      width: 9,
    });
  });

  it('refuses ranges that cannot be', () => {
    expect(() => randomResizedCrop({ size: 8, area: [0.5, 0.2] })).toThrow(ConfigError);
    expect(() => randomResizedCrop({ size: 8, aspect: [0, 1] })).toThrow(/aspect is \[0,1\]/);
    expect(() => randomResizedCrop({ size: -1 })).toThrow(/size is -1/);
  });
});

describe('randomFlip', () => {
  it('mirrors rows or columns', () => {
    const image = numbered(2, 2, 2);
    expect([...randomFlip({ probability: 1 }).apply(image, keys[0]).data]).toEqual([3, 4, 1, 2, 7, 8, 5, 6]);
    expect([...randomFlip({ probability: 1, direction: 'vertical' }).apply(image, keys[0]).data]).toEqual([
      5, 6, 7, 8, 1, 2, 3, 4,
    ]);
  });

  it('mirrors half of the images', () => {
    const image = numbered(1, 2);
    const flipped = keys.filter((key) => randomFlip().apply(image, key) !== image).length;
    // Binomial(300, 1/2): standard deviation 8.7; four deviations.
    expect(Math.abs(flipped - 150)).toBeLessThan(35);
    expect(() => randomFlip({ probability: 2 })).toThrow(/probability is 2/);
  });
});

describe('randomErasing', () => {
  const image: HostImage = { data: new Float32Array(20 * 30 * 3).fill(7), height: 20, width: 30, channels: 3 };

  it('erases one rectangle of an allowed size in a quarter of the images', () => {
    let erased = 0;
    for (const key of keys) {
      const result = randomErasing().apply(image, key);
      if (result === image) continue;
      erased++;
      const changed = [...Array(600).keys()].filter((pixel) => result.data[3 * pixel] !== 7);
      const rows = changed.map((pixel) => Math.floor(pixel / 30));
      const columns = changed.map((pixel) => pixel % 30);
      const height = Math.max(...rows) - Math.min(...rows) + 1;
      const width = Math.max(...columns) - Math.min(...columns) + 1;
      expect(changed).toHaveLength(height * width);
      expect(changed.length / 600).toBeLessThan(0.37);
      expect(new Set(changed.map((pixel) => result.data[3 * pixel])).size).toBe(changed.length);
    }
    // Binomial(300, 1/4): mean 75, standard deviation 7.5; four deviations.
    expect(Math.abs(erased - 75)).toBeLessThan(30);
    expect(new Set(image.data)).toEqual(new Set([7]));
  });

  it('fills with one colour or with zeros', () => {
    const erase = (mode: 'channel' | 'constant') =>
      new Set(randomErasing({ probability: 1, mode }).apply(image, keys[3]).data);
    expect(erase('channel').size).toBe(4);
    expect(erase('constant')).toEqual(new Set([7, 0]));
  });

  it('refuses settings that cannot be', () => {
    expect(() => randomErasing({ area: [0.5, 0.1] })).toThrow(/area \[0.5,0.1\]/);
    expect(() => randomErasing({ probability: Number.NaN })).toThrow(ConfigError);
  });
});
