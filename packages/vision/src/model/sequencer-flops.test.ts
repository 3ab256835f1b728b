import { init } from '@perceptrons/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenVariants, variantConfig } from '../__fixtures__/golden-sequencer';
import { resolveSequencer, type SequencerConfig } from '../config/resolve-sequencer';
import { seqNano28Config } from '../config/sequencer-variants';
import { seqNano28, sequencer2dConfig, sequencer2dVariant } from '../families/sequencer';
import { vSequencerConfig } from '../families/v-sequencer';
import { buildSequencer } from './build-sequencer';
import { sequencerFlops } from './sequencer-flops';

// Published counts: parameters with both biases, with one, and billions of multiply-adds at 224x224, as printed.
const published: Array<[name: string, config: SequencerConfig, params: number, single: number, macs: string]> = [
  ['S', sequencer2dConfig('S'), 27_651_688, 27_627_112, '8.334'],
  ['M', sequencer2dConfig('M'), 38_307_688, 38_273_896, '11.052'],
  ['L', sequencer2dConfig('L'), 54_298_216, 54_249_064, '16.488'],
  ['L-d4-3x', sequencer2dConfig('L-d4-3x'), 96_252_392, 96_186_856, '29.30'],
  ['S-unidirectional', sequencer2dConfig('S-unidirectional'), 20_991_592, 20_979_304, '6.296'],
  ['S-add', sequencer2dConfig('S-add'), 26_545_768, 26_521_192, '7.994'],
  ['S-h2x', sequencer2dConfig('S-h2x'), 45_395_560, 45_346_408, '13.770'],
  ['S-noFc', sequencer2dConfig('S-noFc'), 25_433_704, 25_409_128, '7.655'],
  ['S-vertical', sequencer2dConfig('S-vertical'), 27_645_544, 27_620_968, '8.334'],
  ['S-horizontal', sequencer2dConfig('S-horizontal'), 27_645_544, 27_620_968, '8.334'],
  ['S-gru', sequencer2dConfig('S-gru'), 24_874_600, 24_856_168, '7.485'],
  ['S-rnn', sequencer2dConfig('S-rnn'), 19_320_424, 19_314_280, '5.786'],
  ['V-Sequencer S', vSequencerConfig('S'), 33_016_552, 32_988_904, '8.325'],
  ['V-Sequencer S-H', vSequencerConfig('S-H'), 27_645_544, 27_620_968, '8.334'],
  ['V-Sequencer S-PE', vSequencerConfig('S-PE'), 33_114_856, 33_087_208, '8.325'],
];

describe('sequencerFlops', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it.each(published)('%s has the published parameters and multiply-adds', (_, config, params, single, macs) => {
    const cost = sequencerFlops(config, [224, 224]);
    expect(cost.params).toBe(params);
    expect((cost.macs / 1e9).toFixed(macs.split('.')[1].length)).toBe(macs);
    expect(sequencerFlops({ ...config, biasMode: 'single' }).params).toBe(single);
    expect(cost.perLayer.reduce((sum, layer) => sum + layer.params, 0)).toBe(params);
  });

  it('counts more work for larger images, and the same parameters', () => {
    for (const [name, macs, cellSteps, dependentSteps] of [
      ['S', '25.52', 2464, 616],
      ['M', '33.85', 3136, 784],
      ['L', '50.49', 4928, 1232],
    ] as const) {
      const [small, large] = [224, 392].map((side) => sequencerFlops(sequencer2dConfig(name), [side, side]));
      expect((large.macs / 1e9).toFixed(2)).toBe(macs);
      expect(large.params).toBe(small.params);
      expect(large).toMatchObject({ cellSteps, dependentSteps });
    }
  });

  it('counts the steps of the passes', () => {
    const steps = (config: SequencerConfig, size?: [number, number]) => {
      const { cellSteps, dependentSteps } = sequencerFlops(config, size);
      return [cellSteps, dependentSteps];
    };
    expect(steps(sequencer2dConfig('S'))).toEqual([1408, 352]);
    expect(steps(sequencer2dConfig('M'))).toEqual([1792, 448]);
    expect(steps(sequencer2dConfig('L'))).toEqual([2816, 704]);
    expect(steps(sequencer2dConfig('S-unidirectional'))).toEqual([704, 352]);
    expect(steps(sequencer2dConfig('S-vertical'))).toEqual([704, 352]);
    // 18 blocks over 256 tokens.
    expect(steps(vSequencerConfig('S'))).toEqual([2 * 18 * 256, 18 * 256]);
    // One block on a 2x4 grid, three on 1x2.
    const config = { ...seqNano28Config, layers: [1, 3], patchSizes: [4, 2], embedDims: [8, 8], hiddenSizes: [2, 2] };
    expect(steps(config, [8, 16])).toEqual([2 * (2 + 4) + 3 * 2 * (1 + 2), 4 + 3 * 2]);
  });

  it('seqNano28 and its ablations have the counts of the comparison', () => {
    const count = (overrides: Partial<typeof seqNano28Config> | object) =>
      sequencerFlops({ ...seqNano28Config, ...overrides });
    expect(count({}).params).toBe(117_386);
    expect((count({}).macs / 1e6).toFixed(2)).toBe('5.58');
    expect(count({ bidirectional: false }).params).toBe(88_490);
    expect(count({ union: 'horizontal', hiddenSizes: [28], project: false }).params).toBe(117_218);
    expect(count({ cell: 'gru' }).params).toBe(105_290);
    expect(seqNano28().countParams()).toBe(117_386);
    expect(seqNano28({ biasMode: 'single' }).countParams()).toBe(117_386 - 3 * 4 * 56);
  });

  it.each(goldenVariants)('%s: a built model has as many parameters, whatever it returns', (variant) => {
    for (const overrides of [
      {},
      { outputs: 'features' as const },
      { outputs: 'tokens' as const },
      { biasMode: 'single' as const },
    ]) {
      const config = variantConfig(variant, overrides);
      const model = buildSequencer(config);
      expect(model.countParams()).toBe(sequencerFlops(config).params);
      for (const { name, params } of sequencerFlops(config).perLayer) {
        expect(model.getLayer(name).countParams(), name).toBe(params);
      }
      model.dispose();
    }
  });

  it('agrees with a built model of the published shape', () => {
    // The blocks of S at an eighth of its width: every layer of the published model, and the same formula.
    const thin = { embedDims: [24, 48, 48, 48], hiddenSizes: [6, 12, 12, 12] };
    const model = sequencer2dVariant('S', thin);
    expect(model.layers.filter(({ name }) => name.includes('block'))).toHaveLength(18);
    expect(model.countParams()).toBe(sequencerFlops(sequencer2dConfig('S', thin)).params);
    expect(resolveSequencer(sequencer2dConfig('S')).stages.map(({ grid }) => grid)).toEqual([
      [32, 32],
      [16, 16],
      [16, 16],
      [16, 16],
    ]);
  });

  it('needs an image size', () => {
    expect(() => sequencerFlops(sequencer2dConfig('S', { imageSize: null }))).toThrow(
      'Pass it: sequencerFlops(config, [height, width])',
    );
    expect(sequencerFlops(sequencer2dConfig('S', { imageSize: null }), [28, 42]).cellSteps).toBeGreaterThan(0);
  });
});
