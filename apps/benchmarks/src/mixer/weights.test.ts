import { describe, expect, it } from 'vitest';
import { MIXER_CASES, multiplyAdds } from './case';
import { toTimm } from './timm-names';
import { makeBatch, makeWeights, oneHot } from './weights';

const nano = MIXER_CASES[0];

describe('makeWeights', () => {
  it('makes every parameter of the model', () => {
    const total = [...makeWeights(nano.shape).values()].reduce((sum, { data }) => sum + data.length, 0);
    expect(total).toBe(111_549);
  });

  it('gives the same values every time, centred and scaled by the inputs of a unit', () => {
    const kernel = makeWeights(nano.shape).get('blocks.1.channel1.kernel')!;
    expect(makeWeights(nano.shape).get('blocks.1.channel1.kernel')).toEqual(kernel);
    const mean = kernel.data.reduce((sum, value) => sum + value, 0) / kernel.data.length;
    const square = kernel.data.reduce((sum, value) => sum + value * value, 0) / kernel.data.length;
    expect(Math.abs(mean)).toBeLessThan(0.005); // standard error 0.001 over 16384 values
    expect(square * 64).toBeCloseTo(1, 1);
  });
});

describe('makeBatch', () => {
  it('has one label in range per image', () => {
    const { images, labels } = makeBatch(nano);
    expect(images.shape).toEqual([100, 28, 28, 1]);
    expect(images.data.every((value) => value >= -1 && value < 1)).toBe(true);
    expect(labels.every((label) => label >= 0 && label < 10)).toBe(true);
    expect(new Set(labels).size).toBe(10);
    expect(oneHot(Int32Array.of(2, 0), 3).data).toEqual(Float32Array.of(0, 0, 1, 1, 0, 0));
  });
});

describe('toTimm', () => {
  it('renames and transposes', () => {
    const shape = { ...nano.shape, imageSize: 4, patchSize: 2, channels: 3, hiddenDim: 5, blocks: 1 };
    const weights = makeWeights(shape);
    const renamed = toTimm(weights, shape);
    expect(renamed.size).toBe(weights.size);
    const stem = renamed.get('stem.proj.weight')!;
    expect(stem.shape).toEqual([5, 3, 2, 2]);
    // Unit 4, channel 2, row 1, column 0 of the convolution is row (1 * 2 + 0) * 3 + 2 = 8, column 4 of ours.
    expect(stem.data[(4 * 3 + 2) * 4 + 2]).toBe(weights.get('stem.kernel')!.data[8 * 5 + 4]);
    expect(renamed.get('blocks.0.mlp_tokens.fc1.weight')!.shape).toEqual([32, 4]);
    expect(renamed.get('blocks.0.norm1.weight')).toBe(weights.get('blocks.0.norm1.gamma'));
    expect(renamed.get('head.bias')!.shape).toEqual([10]);
  });
});

describe('multiplyAdds', () => {
  it('counts what the sizes of the published models give', () => {
    expect(multiplyAdds(nano.shape) / 1e6).toBeCloseTo(5.47, 2);
    expect(multiplyAdds(MIXER_CASES[3].shape) / 1e9).toBeCloseTo(1.002, 3);
  });
});
