import { ConfigError, random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { fill, largestDifference, operationCases, pictures, stored } from '../__fixtures__/pillow';
import { randAugment, randAugmentOperations } from './rand-augment';

describe('randAugmentOperations', () => {
  const names = [...new Set(operationCases.map(({ name }) => name))];

  it('are the fifteen of the reference', () => {
    expect(randAugmentOperations.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(names).toHaveLength(15);
  });

  it.each(names)('%s equals Pillow to the byte, with timm magnitudes', (name) => {
    const operation = randAugmentOperations.find((candidate) => candidate.name === name)!;
    const cases = operationCases.filter((candidate) => candidate.name === name);
    for (const { image, level, sign, interpolation, data } of cases) {
      const picture = pictures[image];
      const result = operation.apply(picture, level, sign, {
        interpolation: interpolation as 'bilinear' | 'bicubic',
        fill: picture.channels === 3 ? fill : fill[0],
      });
      const difference = largestDifference(result, stored({ ...picture, data }));
      expect(difference, `image ${image}, level ${level}, sign ${sign}, ${interpolation}`).toBe(0);
    }
  });
});

describe('posterize at level 10', () => {
  it('keeps no bit, so the image is black', () => {
    const posterize = randAugmentOperations.find(({ name }) => name === 'Posterize')!;
    expect(Math.max(...posterize.apply(pictures[0], 10, 1, {}).data)).toBe(0);
  });
});

describe('randAugment', () => {
  const picture = pictures[0];
  const keys = random.split(5, 200);

  it('repeats exactly for a key, differs between keys and leaves its input alone', () => {
    const before = picture.data.slice();
    const results = keys.map((key) => randAugment({ fill }).apply(picture, key).data);
    expect(keys.map((key) => randAugment({ fill }).apply(picture, key).data)).toEqual(results);
    expect(new Set(results.map(String)).size).toBeGreaterThan(100);
    expect(picture.data).toEqual(before);
  });

  it('leaves a quarter of the images unchanged: two draws with probability one half', () => {
    const unchanged = keys.filter((key) => randAugment({ fill }).apply(picture, key) === picture).length;
    // Binomial(200, 1/4): mean 50, standard deviation 6.1; four deviations.
    expect(Math.abs(unchanged - 50)).toBeLessThan(25);
  });

  it('applies nothing at probability 0 or without operations', () => {
    for (const options of [{ probability: 0 }, { operations: 0 }]) {
      for (const key of keys.slice(0, 20)) expect(randAugment(options).apply(picture, key)).toBe(picture);
    }
  });

  it('works on grey images and refuses other channel counts', () => {
    for (const key of keys.slice(0, 30)) expect(randAugment().apply(pictures[1], key).channels).toBe(1);
    const two = { data: new Uint8Array(8), height: 2, width: 2, channels: 2 };
    const color = randAugmentOperations.find(({ name }) => name === 'Color')!;
    expect(() => color.apply(two, 9, 1, {})).toThrow(/1 \(grey\) or 3 .* channels, but it has 2/);
  });

  it('refuses floats and settings out of range', () => {
    const floats = { ...picture, data: Float32Array.from(picture.data) };
    expect(() => randAugmentOperations[2].apply(floats, 9, 1, {})).toThrow(/invert works on bytes/);
    expect(() => randAugment({ magnitude: 11 })).toThrow(ConfigError);
    expect(() => randAugment({ magnitude: 11 })).toThrow(/magnitude is 11. It must be a number from 0 to 10/);
    expect(() => randAugment({ probability: -1 })).toThrow(/probability is -1/);
    expect(() => randAugment({ operations: 1.5 })).toThrow(/operations is 1.5/);
    const rotate = randAugmentOperations.find(({ name }) => name === 'Rotate')!;
    expect(() => rotate.apply(picture, 9, 1, { fill: [1, 2] })).toThrow(
      /fill has 2 values, but the image has 3 channels/,
    );
  });
});
