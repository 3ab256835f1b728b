import { ConfigError } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { goldenSequencer, goldenVSequencer } from '../__fixtures__/golden-sequencer';
import { ImageSizeError } from './image-size';
import { resolveSequencer, type SequencerConfig } from './resolve-sequencer';
import { seqNano28Config } from './sequencer-variants';

const planar = (changes: object) => resolveSequencer({ ...goldenSequencer, ...changes } as SequencerConfig);
const flat = (changes: object) =>
  resolveSequencer({ ...goldenVSequencer, kind: 'vSequencer', ...changes } as SequencerConfig);

describe('resolveSequencer', () => {
  it('fills in what the published models have', () => {
    expect(resolveSequencer(seqNano28Config)).toMatchObject({
      kind: 'sequencer2d',
      imageSize: [28, 28],
      cell: 'lstm',
      activation: 'tanh',
      bidirectional: true,
      union: 'cat',
      project: true,
      numRnnLayers: 1,
      biasMode: 'torch',
      outputs: 'logits',
      onMismatch: 'error',
      stages: [{ blocks: 3, patchSize: 4, embedDim: 56, hiddenSize: 14, mlpRatio: 3, grid: [7, 7] }],
    });
    expect(planar({ imageSize: null }).stages.map(({ grid }) => grid)).toEqual([null, null]);
    expect(planar({ cell: 'minGru' }).biasMode).toBe('single');
  });

  it('lists the valid choices', () => {
    expect(() => planar({ union: 'concat' })).toThrow(
      'union is "concat". It must be one of "cat", "add", "vertical", "horizontal"',
    );
    expect(() => planar({ cell: 'LSTM' })).toThrow('It must be one of "lstm", "gru", "rnn", "layerNormLstm", "minGru"');
    expect(() => planar({ biasMode: 'two' })).toThrow('It must be one of "single", "torch"');
    expect(() => planar({ onMismatch: 'pad' })).toThrow('It must be one of "error", "floor"');
    expect(() => planar({ cell: 'minGru', biasMode: 'torch' })).toThrow('which has one bias');
    expect(() => planar({ cell: 'gru', activation: 'relu' })).toThrow(`or use cell: 'rnn'`);
  });

  it('refuses a union whose width differs from the channels, with both numbers and the remedy', () => {
    const wide = { layers: [1], patchSizes: [2], embedDims: [384], hiddenSizes: [48], project: false };
    expect(() => planar(wide)).toThrow(ConfigError);
    expect(() => planar(wide)).toThrow(
      'concatenated width 192 does not equal 384, the channels that it is added to; set hiddenSizes[0] to 96 or pass project: true',
    );
    expect(() => planar({ ...wide, union: 'add' })).toThrow('width 96 does not equal 384');
    expect(planar({ ...wide, union: 'vertical', hiddenSizes: [192] }).project).toBe(false);
    expect(() => flat({ hiddenSizes: [4, 3] })).toThrow('Stage 1: width 6 does not equal 8');
    expect(flat({ bidirectional: false, hiddenSizes: [8, 8] }).bidirectional).toBe(false);
  });

  it('refuses lists of unequal length, and numbers that are no counts', () => {
    expect(() => planar({ patchSizes: [2] })).toThrow(
      'layers has 2, patchSizes has 1, embedDims has 2, hiddenSizes has 2, mlpRatios has 2',
    );
    expect(() => planar({ layers: [], patchSizes: [], embedDims: [], hiddenSizes: [] })).toThrow(
      'there must be a stage',
    );
    expect(() => planar({ layers: undefined })).toThrow('layers is no list');
    expect(() => planar({ hiddenSizes: [2, 0] })).toThrow(
      'hiddenSizes[1] is 0. It must be a whole number of at least 1',
    );
    expect(() => planar({ layers: [1, 0] })).toThrow('layers[1] is 0');
    expect(() => planar({ embedDims: [8.5, 12] })).toThrow('embedDims[0] is 8.5');
    expect(() => planar({ numRnnLayers: 0 })).toThrow('numRnnLayers is 0');
    expect(() => planar({ mlpRatios: [3, 0.05] })).toThrow('mlpRatios[1] is 0.05');
    expect(() => planar({ dropRate: 1 })).toThrow('dropRate is 1');
    expect(() => resolveSequencer(null as unknown as SequencerConfig)).toThrow('The configuration is null');
  });

  it('names the product of the patch sides when an image does not fit', () => {
    expect(() => planar({ imageSize: [8, 14] })).toThrow(ImageSizeError);
    expect(() => planar({ imageSize: [8, 14] })).toThrow(
      'image width 14 is not a multiple of 4, the product of the patch sides 2, 2 (nearest 12, 16)',
    );
    expect(() => planar({ imageSize: 3 })).toThrow('image height 3 leaves no token');
    expect(() => planar({ imageSize: [8, 3], onMismatch: 'floor' })).toThrow('image width 3 leaves no token');
    expect(planar({ imageSize: [9, 13], onMismatch: 'floor' }).stages.map(({ grid }) => grid)).toEqual([
      [4, 6],
      [2, 3],
    ]);
    expect(() => resolveSequencer({ ...seqNano28Config, imageSize: 30 })).toThrow(
      'image height 30 is not a multiple of 4 (nearest 28, 32)',
    );
  });

  it('gives a position embedding one grid', () => {
    expect(flat({ positions: true }).positions).toBe(true);
    expect(() => flat({ positions: true, imageSize: null })).toThrow('belongs to one grid of tokens');
  });
});
