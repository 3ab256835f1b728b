import { describe, expect, it } from 'vitest';
import type { FamilyConfig } from '../config/family-config';
import {
  gMixerVariants,
  gMlpVariants,
  mixerNano28Config,
  type mixerVariants,
  resMlpVariants,
} from '../config/variants';
import { mixerConfig } from '../families/mixer';
import { mixerFlops } from './mixer-flops';

// Exact counts at 224x224x3: parameters with and without a 1000-class head, multiply-adds in billions, share of the
// token MLPs. Sources: the reference implementations (counted), Table 1 of the paper for the counts without head.
const mixers: Array<[keyof typeof mixerVariants, number, number, number, number]> = [
  ['S/32', 19_104_624, 18_591_624, 1.002, 10.3],
  ['S/16', 18_528_264, 18_015_264, 3.777, 10.9],
  ['B/32', 60_293_428, 59_524_428, 3.238, 10.7],
  ['B/16', 59_880_472, 59_111_472, 12.602, 11.0],
  ['L/32', 206_939_264, 205_914_264, 11.253, 11.0],
  ['L/16', 208_196_168, 207_171_168, 44.548, 11.1],
  ['H/14', 432_350_952, 431_069_952, 120.99, 11.1],
];

describe('mixerFlops', () => {
  it.each(mixers)('counts %s to the unit', (name, params, headless, gigaMacs, tokenShare) => {
    const config = mixerConfig(name);
    const cost = mixerFlops(config);
    expect(cost.params).toBe(params);
    expect(mixerFlops({ ...config, numClasses: 0 }).params).toBe(headless);
    expect((cost.macs / 1e9).toFixed(3)).toBe(gigaMacs.toFixed(3));
    const tokens = cost.perLayer.filter((layer) => layer.name.endsWith('_tokens'));
    const share = (100 * tokens.reduce((sum, layer) => sum + layer.macs, 0)) / cost.macs;
    expect(share.toFixed(1)).toBe(tokenShare.toFixed(1));
  });

  it('counts S/8 and our smallest configuration to the unit', () => {
    const s8 = mixerFlops(mixerConfig('S/8'));
    expect(s8.params).toBe(20_646_504);
    expect((s8.macs / 1e9).toFixed(3)).toBe('14.875');
    const nano = mixerFlops(mixerNano28Config);
    expect(nano.params).toBe(111_549);
    expect((nano.macs / 1e6).toFixed(2)).toBe('5.47');
  });

  // Multiply-adds of the siblings as timm's results table prints them; it also counts additions and norms.
  const siblings: Array<[string, FamilyConfig, number, number]> = [
    ['gmixer_12', { family: 'gMixer', ...gMixerVariants['12'] }, 12_701_080, 2.67],
    ['gmixer_24', { family: 'gMixer', ...gMixerVariants['24'] }, 24_721_096, 5.28],
    ['resmlp_12', { family: 'resMlp', ...resMlpVariants['12'] }, 15_350_872, 3.01],
    ['resmlp_24', { family: 'resMlp', ...resMlpVariants['24'] }, 30_020_680, 5.96],
    ['resmlp_36', { family: 'resMlp', ...resMlpVariants['36'] }, 44_690_488, 8.91],
    ['resmlp_big_24', { family: 'resMlp', ...resMlpVariants.big24 }, 129_138_280, 100.23],
    ['gmlp_ti16', { family: 'gMlp', ...gMlpVariants['Ti/16'] }, 5_867_328, 1.34],
    ['gmlp_s16', { family: 'gMlp', ...gMlpVariants['S/16'] }, 19_422_656, 4.42],
    ['gmlp_b16', { family: 'gMlp', ...gMlpVariants['B/16'] }, 73_075_392, 15.78],
  ];
  it.each(siblings)('counts %s to the unit', (_name, config, params, gigaMacs) => {
    const cost = mixerFlops(config);
    expect(cost.params).toBe(params);
    expect(Math.abs(cost.macs / 1e9 / gigaMacs - 1)).toBeLessThan(0.01);
  });

  it('keeps the hidden width when the image grows, so that only the token maps grow', () => {
    const b16 = mixerConfig('B/16', { imageSize: 448 });
    expect(mixerFlops(b16).params).toBe(65_306_536);
    expect((mixerFlops(b16).macs / 1e9).toFixed(2)).toBe('50.40');
    const upgraded = mixerFlops({ ...b16, tokensMlpDim: 4 * 384 });
    expect(upgraded.params).toBe(86_996_392);
    expect((upgraded.macs / 1e9).toFixed(2)).toBe('67.05');
  });

  it('takes rectangles', () => {
    const cost = mixerFlops({ imageSize: [8, 12], patchSize: 4, hiddenDim: 8, numBlocks: 2, numClasses: 5 });
    expect(cost.params).toBe(1737);
    expect(cost.perLayer.map((layer) => layer.name)).toContain('block1_channels');
  });
});
