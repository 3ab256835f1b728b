import { labelledImages } from '@perceptrons/data';
import { describe, expect, it } from 'vitest';
import { resizedImages } from './resize-images';

const images = Uint8Array.from({ length: 2 * 784 }, (_, index) => (index < 784 ? 40 : index % 28 < 14 ? 0 : 200));
const data = labelledImages({ name: 'two', images, labels: [1, 0], height: 28, width: 28, classNames: ['a', 'b'] });

describe('resizedImages', () => {
  it('keeps labels and classes, and an even image even', () => {
    const larger = resizedImages(data, 56);
    expect(larger).toMatchObject({ count: 2, height: 56, width: 56, classNames: ['a', 'b'] });
    expect([...larger.labels]).toEqual([1, 0]);
    expect(new Set(larger.images.subarray(0, 56 * 56))).toEqual(new Set([40]));
  });

  it('keeps left and right of an image that shrinks', () => {
    const smaller = resizedImages(data, 20);
    const row = [...smaller.images.subarray(400, 420)];
    expect(row.slice(0, 9)).toEqual(new Array(9).fill(0));
    expect(row.slice(11)).toEqual(new Array(9).fill(200));
  });

  it('leaves images of that side alone', () => {
    expect(resizedImages(data, 28)).toBe(data);
  });
});
