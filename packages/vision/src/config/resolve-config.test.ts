import { ConfigError, PerceptronsError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { gMlp } from '../families/g-mlp';
import { gMixer, mixer, mixerVariant } from '../families/mixer';
import { resMlp } from '../families/res-mlp';
import type { FamilyConfig } from './family-config';
import { ImageSizeError, tokenGrid } from './image-size';
import { resolveConfig } from './resolve-config';

const config = { patchSize: 4, hiddenDim: 8, numBlocks: 1, imageSize: 8 };

describe('resolveConfig', () => {
  it('fills in the published defaults', () => {
    expect(resolveConfig({ patchSize: 16, hiddenDim: 768, numBlocks: 12 })).toMatchObject({
      family: 'mixer',
      height: 224,
      width: 224,
      grid: [14, 14],
      tokens: 196,
      inChannels: 3,
      numClasses: 1000,
      tokensMlpDim: 384,
      channelsMlpDim: 3072,
      gelu: 'tanh',
      initScheme: 'flax',
      outputs: 'logits',
      stochasticDepth: { rate: 0, schedule: 'constant', scaleByKeep: true },
    });
    expect(resolveConfig({ ...config, family: 'gMixer' })).toMatchObject({
      tokensMlpDim: 8,
      channelsMlpDim: 32,
      gelu: 'erf',
    });
    expect(resolveConfig({ ...config, family: 'gMlp' })).toMatchObject({ channelsMlpDim: 48, initScheme: 'timm' });
    expect(resolveConfig({ ...config, family: 'resMlp' })).toMatchObject({ channelsMlpDim: 32, layerScaleInit: 1e-4 });
    expect(resolveConfig({ ...config, hiddenDim: 9 })).toMatchObject({ tokensMlpDim: 4, channelsMlpDim: 36 });
  });

  const bad: Array<[Record<string, unknown>, string, string]> = [
    [
      { numClasses: -1 },
      'vision/not-a-count',
      'numClasses is -1. It must be a whole number of at least 0; 0 builds a model without a head',
    ],
    [{ tokensMlpDim: 0 }, 'vision/not-a-count', 'tokensMlpDim is 0. It must be a whole number of at least 1'],
    [{ numBlocks: 1.5 }, 'vision/not-a-count', 'numBlocks is 1.5'],
    [{ patchSize: undefined }, 'vision/not-a-count', 'patchSize is undefined'],
    [{ hiddenDim: Number.NaN }, 'vision/not-a-count', 'hiddenDim is null'],
    [{ imageSize: [8] }, 'vision/image-size', 'imageSize is [8]. It must be a positive whole number of pixels, or two'],
    [{ imageSize: -8 }, 'vision/image-size', 'imageSize is -8'],
    [{ imageSize: '8' }, 'vision/image-size', 'imageSize is "8"'],
    [{ gelu: 'exact' }, 'vision/unknown-choice', 'gelu is "exact". It must be one of "erf", "tanh"'],
    [{ initScheme: 'keras' }, 'vision/unknown-choice', 'initScheme is "keras"'],
    [{ outputs: 'all' }, 'vision/unknown-choice', 'outputs is "all"'],
    [{ family: 'vit' }, 'vision/unknown-choice', 'family is "vit"'],
    [{ dropRate: 1 }, 'vision/not-a-rate', 'dropRate is 1. It must be a probability from 0 to 1, below 1'],
    [{ stochasticDepth: { rate: 2 } }, 'vision/not-a-rate', 'stochasticDepth is 2'],
    [{ stochasticDepth: { schedule: 'cosine' } }, 'vision/unknown-choice', 'stochasticDepth.schedule is "cosine"'],
    [
      { family: 'gMixer', tokensMlpDim: 7 },
      'vision/odd-gate',
      'tokensMlpDim is 7. A gated layer splits its width into two halves',
    ],
    [{ family: 'gMlp', channelsMlpDim: 1 }, 'vision/odd-gate', 'use 2 or 2'],
    [{ headBias: Number.POSITIVE_INFINITY }, 'vision/not-a-number', 'headBias'],
  ];
  it.each(bad)('refuses %o by name', (change, code, text) => {
    const resolve = () => resolveConfig({ ...config, ...change } as FamilyConfig);
    expect(resolve).toThrow(ConfigError);
    expect(resolve).toThrow(text);
    expect(resolve).toThrow(expect.objectContaining({ code }));
  });

  it('refuses what is no configuration, and variants that do not exist', () => {
    expect(() => mixer(null as never)).toThrow(PerceptronsError);
    expect(() => mixerVariant('B/17' as 'B/16')).toThrow('variant of mixer is "B/17". It must be one of "S/32"');
    expect(() => gMixer('13' as '12')).toThrow('variant of gMixer');
    expect(() => gMlp('L/16' as 'B/16')).toThrow('variant of gMlp');
    expect(() => resMlp('18' as '12')).toThrow('variant of resMlp');
  });
});

describe('tokenGrid', () => {
  it('counts patches along both sides', () => {
    expect(tokenGrid([8, 12], 4)).toEqual([2, 3]);
  });

  it('refuses a side that is not a multiple, with the nearest that are', () => {
    const grid = () => tokenGrid([225, 224], 16);
    expect(grid).toThrow(ImageSizeError);
    expect(grid).toThrow('image height 225 is not a multiple of patch size 16 (nearest 224, 240)');
    expect(() => tokenGrid([16, 8], 16)).toThrow('image width 8 is not a multiple of patch size 16 (nearest 16)');
    expect(grid).toThrow(
      expect.objectContaining({ name: 'ImageSizeError', code: 'vision/image-size', package: 'vision' }),
    );
  });
});
