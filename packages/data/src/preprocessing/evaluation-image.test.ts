import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { evaluationCases, largestDifference, pictures, stored } from '../__fixtures__/pillow';
import { centreCrop, evaluationImage } from './evaluation-image';
import type { ResizeMethod } from './resize-image';

/** The order of the two resizing passes may move a value by one level; a shifted crop would move many by far more. */
const oneLevel = 1;

describe('evaluationImage', () => {
  it.each(evaluationCases)(
    'equals timm: image $image, size $size, fraction $cropFraction, $mode, $method',
    (golden) => {
      const result = evaluationImage(pictures[golden.image], {
        size: golden.size as number | [number, number],
        cropFraction: golden.cropFraction,
        method: golden.method as ResizeMethod,
        aspect: golden.mode === 'squash' ? 'squash' : 'keep',
      });
      expect(largestDifference(result, stored(golden))).toBeLessThanOrEqual(oneLevel);
    },
  );

  it('refuses sizes and fractions that cannot be', () => {
    const [picture] = pictures;
    expect(() => evaluationImage(picture, { size: 0 })).toThrow(ConfigError);
    expect(() => evaluationImage(picture, { size: [8, 2.5] })).toThrow(/size is \[8,2.5\]/);
    expect(() => evaluationImage(picture, { size: 8, cropFraction: 1.2 })).toThrow(/cropFraction is 1.2/);
  });
});

describe('centreCrop', () => {
  const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), height: 3, width: 3, channels: 1 };

  it('cuts out the middle', () => {
    expect([...centreCrop(image, 1).data]).toEqual([5]);
  });

  it('rounds half a margin to even', () => {
    // Margins 1 and 3: 0.5 goes to 0, 1.5 to 2.
    expect([...centreCrop(image, 2).data]).toEqual([1, 2, 4, 5]);
    const row = { data: Uint8Array.of(1, 2, 3, 4, 5), height: 1, width: 5, channels: 1 };
    expect([...centreCrop(row, [1, 2]).data]).toEqual([3, 4]);
  });

  it('pads a short side with zeros', () => {
    const result = centreCrop(image, [1, 5]);
    expect([...result.data]).toEqual([0, 4, 5, 6, 0]);
  });
});
