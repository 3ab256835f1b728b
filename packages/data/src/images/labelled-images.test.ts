import { DataError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { synthetic } from '../__fixtures__/synthetic';
import { imageAt } from './host-image';
import { classCounts, labelledImages } from './labelled-images';
import { selectImages } from './select-images';

const one = { name: 'tiny', images: new Uint8Array(8), height: 2, width: 2 };

describe('labelledImages', () => {
  it('counts the images and names the classes by their index', () => {
    const data = labelledImages({ ...one, labels: [1, 0] });
    expect(data).toMatchObject({ count: 2, channels: 1, classNames: ['0', '1'] });
    expect(classCounts(data)).toEqual([1, 1]);
  });

  it('accepts a set without images', () => {
    expect(labelledImages({ ...one, images: new Uint8Array(), labels: [] })).toMatchObject({
      count: 0,
      classNames: [],
    });
  });

  it('refuses pixels that do not fill one image per label', () => {
    expect(() => labelledImages({ ...one, labels: [0, 0, 0] })).toThrow(
      /3 labels need 12 bytes of 2x2x1 pixels, but there are 8/,
    );
  });

  it.each([[0.5], [-1], [3], [Number.NaN]])('refuses label %s among three classes', (label) => {
    const make = () => labelledImages({ ...one, labels: [0, label], classNames: ['a', 'b', 'c'] });
    expect(make).toThrow(DataError);
    expect(make).toThrow(`label of image 1 is ${label}. Labels are integers from 0 to 2`);
  });

  it('refuses a height that is not a positive integer', () => {
    expect(() => labelledImages({ ...one, height: 0, labels: [0] })).toThrow(/height is 0/);
  });
});

describe('selectImages', () => {
  const data = synthetic([3, 3]);

  it('copies images and labels in the order of the indexes', () => {
    const picked = selectImages(data, [4, 0, 4]);
    expect([...picked.labels]).toEqual([4, 0, 4].map((index) => data.labels[index]));
    expect([0, 1, 2].map((i) => imageAt(picked, i).data[5])).toEqual([4, 0, 4]);
    picked.images.fill(0);
    expect(imageAt(data, 4).data[0]).toBe(4);
  });

  it('names an index outside the set', () => {
    expect(() => selectImages(data, [0, 6])).toThrow(/index 1 is 6. The set has 6 images/);
  });
});
