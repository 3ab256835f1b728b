import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { synthetic } from '../__fixtures__/synthetic';
import { imageAt } from './host-image';
import { classCounts, type LabelledImages } from './labelled-images';
import { splitPerClass, takePerClass } from './split-per-class';

const indexes = (part: LabelledImages) => Array.from({ length: part.count }, (_, i) => imageAt(part, i).data[0]);

describe('splitPerClass', () => {
  const data = synthetic([20, 30, 25]);

  it('takes the last images of every class and keeps the order', () => {
    const [train, test] = splitPerClass(data, { last: 5 });
    expect(classCounts(train)).toEqual([15, 25, 20]);
    expect(classCounts(test)).toEqual([5, 5, 5]);
    const lastOfClass0 = [...data.labels.keys()].filter((i) => data.labels[i] === 0).slice(-5);
    expect(indexes(test).filter((i) => data.labels[i] === 0)).toEqual(lastOfClass0);
    expect(indexes(train)).toEqual(indexes(train).sort((a, b) => a - b));
  });

  it('shares a total out in proportion to the classes', () => {
    const [, test] = splitPerClass(data, { lastTotal: 16 });
    // 16 of 75: shares 4.27, 6.4, 5.33; the one left over goes to the largest remainder.
    expect(classCounts(test)).toEqual([4, 7, 5]);
  });

  it('draws disjoint random parts of the asked sizes, the same ones for the same key', () => {
    const parts = splitPerClass(data, { sizes: [4, 10], key: 3 });
    expect(parts.map(classCounts)).toEqual([
      [4, 4, 4],
      [10, 10, 10],
    ]);
    const all = parts.flatMap(indexes);
    expect(new Set(all).size).toBe(all.length);
    expect(splitPerClass(data, { sizes: [4, 10], key: 3 }).map(indexes)).toEqual(parts.map(indexes));
    expect(splitPerClass(data, { sizes: [4, 10], key: 4 }).map(indexes)).not.toEqual(parts.map(indexes));
  });

  it('names the class that is too small', () => {
    expect(() => splitPerClass(data, { sizes: [15, 6], key: 0 })).toThrow(
      /Class 0 \(0\) has 20 images, but the split asks for 21/,
    );
    expect(() => splitPerClass(data, { last: 26 })).toThrow(ConfigError);
    expect(() => splitPerClass(data, { lastTotal: 76 })).toThrow(/The set has 75 images, but the split asks for 76/);
    expect(() => splitPerClass(data, { last: 1.5 })).toThrow(/1.5/);
  });
});

describe('takePerClass', () => {
  it('balances an unbalanced set', () => {
    const part = takePerClass(synthetic([9, 4, 30]), 4, 1);
    expect(classCounts(part)).toEqual([4, 4, 4]);
  });
});
