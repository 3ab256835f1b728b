import { describe, expect, it } from 'vitest';
import { classCounts } from '../images/labelled-images';
import { readFashionMnistPackage, readMnistPackage } from './digit-packages';

const image = (value: number) => new Array<number>(784).fill(value);
const digits = (change: (label: number) => unknown) => Array.from({ length: 10 }, (_, label) => change(label));

describe('readMnistPackage', () => {
  it('restores every grey level from three decimals', async () => {
    const levels = Array.from({ length: 256 }, (_, level) => Math.round((level / 255) * 1000) / 1000);
    const data = [...levels, ...new Array<number>(784 - 256).fill(0)];
    const set = await readMnistPackage(digits(() => ({ data })));
    expect([...set.images.subarray(0, 256)]).toEqual(Array.from({ length: 256 }, (_, level) => level));
  });

  it('reads classes of different size from an asynchronous source', async () => {
    const seen: number[] = [];
    async function* files() {
      for (let label = 0; label < 10; label++) yield { data: new Array(label + 1).fill(image(0.2)).flat() };
    }
    const set = await readMnistPackage(files(), { onProgress: ({ images }) => seen.push(images) });
    expect(classCounts(set)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen).toEqual(classCounts(set));
    expect(set.images[784]).toBe(51);
  });

  it.each([
    [
      'a value above 1',
      digits((label) => ({ data: label === 2 ? image(7) : image(0) })),
      /mnist src\/digits\/2.json: pixel 0 of image 0 is 7, not among the numbers from 0 to 1/,
    ],
    [
      'text among the values',
      digits(() => ({ data: ['0', ...image(0).slice(1)] })),
      /pixel 0 of image 0 is 0, not among/,
    ],
    ['a cut image', digits(() => ({ data: image(0).slice(1) })), /783 values, not a whole number of images of 784/],
    ['no data', digits(() => ({})), /holds no list of pixels/],
    ['null', digits(() => null), /0.json: it holds no list/],
    ['nine files', digits(() => ({ data: image(0) })).slice(1), /9.json: it is missing; 9 files came/],
    ['eleven files', [...digits(() => ({ data: image(0) })), { data: image(0) }], /there is no class 10/],
  ])('names the file and the fault: %s', async (_, files, text) => {
    await expect(readMnistPackage(files)).rejects.toThrow(text);
  });
});

describe('readFashionMnistPackage', () => {
  it('drops the empty arrays at the end of a class', async () => {
    const files = digits((label) => ({ data: label === 0 ? [image(255), image(3), [], []] : [image(label)] }));
    const set = await readFashionMnistPackage(files);
    expect(classCounts(set)).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect([set.images[0], set.images[784], set.images[2 * 784]]).toEqual([255, 3, 1]);
  });

  it('refuses an image that is only partly there', async () => {
    const files = digits(() => ({ data: [image(0), image(0).slice(5)] }));
    await expect(readFashionMnistPackage(files)).rejects.toThrow(
      /fashion-mnist src\/clothes\/0.json: image 1 has 779 values/,
    );
  });

  it('refuses grey levels that are not bytes', async () => {
    await expect(readFashionMnistPackage(digits(() => ({ data: [image(0.5)] })))).rejects.toThrow(
      /is 0.5, not among the integers from 0 to 255/,
    );
  });
});
