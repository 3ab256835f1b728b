import type { LabelledImages } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import { patchPermutation, permutePixels } from './pixel-permutation';

function ramp(height: number, width: number, channels: number): LabelledImages {
  const size = height * width * channels;
  return {
    name: 'ramp',
    images: Uint8Array.from({ length: 2 * size }, (_, index) => index % 251),
    labels: Int32Array.of(0, 1),
    count: 2,
    height,
    width,
    channels,
    classNames: ['a', 'b'],
  };
}

describe('patchPermutation', () => {
  it('keeps the pixels of a patch together', () => {
    const { patches, pixels, all } = patchPermutation({ height: 8, width: 12, patchSize: 4 }, 1);
    expect([...patches].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    const patchOf = (pixel: number) => Math.floor(Math.floor(pixel / 12) / 4) * 3 + Math.floor((pixel % 12) / 4);
    all.forEach((source, target) => {
      expect(patchOf(source)).toBe(patches[patchOf(target)]);
    });
    // The first pixel of the first patch comes from pixel `pixels[0]` of patch `patches[0]`.
    const row = Math.floor(patches[0] / 3) * 4 + Math.floor(pixels[0] / 4);
    expect(all[0]).toBe(row * 12 + (patches[0] % 3) * 4 + (pixels[0] % 4));
  });

  it('repeats for a key and refuses a patch side that does not divide the image', () => {
    const grid = { height: 8, width: 8, patchSize: 2 };
    expect(patchPermutation(grid, 4)).toEqual(patchPermutation(grid, 4));
    expect(patchPermutation(grid, 4)).not.toEqual(patchPermutation(grid, 5));
    expect(() => patchPermutation({ ...grid, patchSize: 3 }, 4)).toThrow(/3 does not divide 8x8/);
  });
});

describe('permutePixels', () => {
  it('moves whole pixels, and the inverse permutation brings them back', () => {
    const data = ramp(4, 4, 3);
    const { all } = patchPermutation({ height: 4, width: 4, patchSize: 2 }, 9);
    const moved = permutePixels(data, all);
    expect([...moved.images.slice(0, 3)]).toEqual([...data.images.slice(3 * all[0], 3 * all[0] + 3)]);
    expect(moved.images).not.toEqual(data.images);
    const inverse = new Int32Array(16);
    all.forEach((source, target) => {
      inverse[source] = target;
    });
    expect(permutePixels(moved, inverse)).toEqual(data);
  });

  it('refuses what is not a permutation of the pixels', () => {
    expect(() => permutePixels(ramp(2, 2, 1), Int32Array.of(0, 1, 2, 2))).toThrow(/4 entries, 3 of them different/);
    expect(() => permutePixels(ramp(2, 2, 1), Int32Array.of(0, 1, 2))).toThrow(/each of the 4 pixels/);
  });
});
