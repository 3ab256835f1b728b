import { labelledImages } from '@perceptrons/data';
import { expect, it } from 'vitest';
import { resizedImages } from './resized-images';

const data = labelledImages({
  name: 'two',
  images: Uint8Array.from([0, 100, 100, 200, 50, 50, 50, 50]),
  labels: [0, 1],
  height: 2,
  width: 2,
});

it('resizes every image by itself and keeps the labels', () => {
  const larger = resizedImages(data, 4);
  expect(larger).toMatchObject({ height: 4, width: 4, count: 2, labels: data.labels });
  // Bilinear with pixel centres at half-integers: the first row of 0, 100 becomes 0, 25, 75, 100.
  expect([...larger.images.subarray(0, 4)]).toEqual([0, 25, 75, 100]);
  expect(new Set(larger.images.subarray(16))).toEqual(new Set([50]));
});

it('averages when it shrinks, and leaves images of the size alone', () => {
  expect([...resizedImages(data, 1).images]).toEqual([100, 50]);
  expect(resizedImages(data, 2)).toBe(data);
});
