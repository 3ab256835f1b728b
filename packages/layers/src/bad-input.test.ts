import { PerceptronsError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bidirectionalRnn,
  classToken,
  dense,
  downsample2d,
  dropout,
  dropPathRates,
  globalAveragePool,
  gru,
  layerNormalization,
  lstm,
  minGru,
  mlpBlock,
  multiHeadAttention,
  patchEmbedding,
  positionEmbedding,
  rnn2d,
  sequencerBlock,
  spatialGatingUnit,
  stochasticDepth,
  tokenDense,
  vanillaSequencerBlock,
} from './index';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const on = (layer: tf.layers.Layer, ...shape: Array<number | null>) => layer.apply(tf.input({ shape }));

const cases: Array<[string, () => unknown, string, string]> = [
  ['units', () => dense({ units: 2.5 }), 'layers/not-a-count', 'units of perceptrons_dense'],
  ['axis', () => dense({ units: 2, axis: 1 as never }), 'layers/unknown-choice', 'It must be one of -1, -2'],
  [
    'activation',
    () => dense({ units: 2, activation: 'tanh' as never }),
    'layers/unknown-choice',
    'is "tanh". It must be one of "linear", "relu", "gelu", "gelu_new"',
  ],
  [
    'initializer',
    () => on(dense({ units: 2, kernelInitializer: 'xavier' as never }), 4),
    'layers/initializer',
    'one of zeros, ones, lecunNormal',
  ],
  ['seed', () => on(dense({ units: 2, seed: 0.5 }), 4), 'tensor/random-seed', 'The seed is 0.5'],
  ['unknown channels', () => on(dense({ units: 2 }), 3, null), 'layers/unknown-size', 'needs the channel count'],
  ['unknown tokens', () => on(tokenDense({ units: 2 }), null, 4), 'layers/unknown-size', 'received shape [?, ?, 4]'],
  ['token rank', () => on(tokenDense({ units: 2 }), 4), 'layers/input-rank', 'It must have rank 3 or 4'],
  ['odd gated width', () => mlpBlock({ hiddenUnits: 7, kind: 'glu' }), 'layers/odd-gated-width', 'use 6 or 8'],
  ['kind', () => mlpBlock({ hiddenUnits: 8, kind: 'swiglu' as never }), 'layers/unknown-choice', 'kind of'],
  ['odd channels', () => on(spatialGatingUnit(), 4, 5), 'layers/odd-gated-width', 'with 5 channels'],
  ['dropout rate', () => dropout({ rate: 1 }), 'layers/not-a-rate', 'rate of perceptrons_dropout'],
  ['drop path rate', () => stochasticDepth({ rate: -0.1 }), 'layers/not-a-rate', 'is -0.1. It must be a probability'],
  ['epsilon', () => layerNormalization({ epsilon: 0 }), 'layers/not-positive', 'epsilon of'],
  ['head count', () => on(multiHeadAttention({ numHeads: 4 }), 3, 6), 'layers/head-count', 'choose a divisor of 6'],
  ['image rank', () => on(patchEmbedding({ patchSize: 2, embedDim: 3 }), 4, 4), 'layers/input-rank', 'rank 4'],
  [
    'image height',
    () => on(patchEmbedding({ patchSize: 16, embedDim: 3 }), 225, 224, 3),
    'layers/image-size',
    'image height 225 is not a multiple of patch size 16 (nearest 224, 240)',
  ],
  [
    'image width below a patch',
    () => on(patchEmbedding({ patchSize: 16, embedDim: 3, onMismatch: 'floor' }), 16, 7, 3),
    'layers/image-size',
    'image width 7 is not a multiple of patch size 16 (nearest 16)',
  ],
  ['recurrent rank', () => on(lstm({ units: 2 }), 4), 'layers/input-rank', '[batch, time, channels]'],
  ['recurrent gates', () => gru({ units: 2, recurrentActivation: 'gelu' as never }), 'layers/unknown-choice', '"tanh"'],
  [
    'two directions backwards',
    () => lstm({ units: 2, bidirectional: true, goBackwards: true }),
    'layers/both-directions',
    'leave one of the options out',
  ],
  [
    'cell',
    () => rnn2d({ units: 2, cell: 'qrnn' as never }),
    'layers/unknown-choice',
    'one of "lstm", "gru", "rnn", "layerNormLstm", "minGru"',
  ],
  [
    'union',
    () => sequencerBlock({ units: 2, union: 'concat' as never }),
    'layers/unknown-choice',
    'is "concat". It must be one of "cat", "add", "vertical", "horizontal"',
  ],
  ['no units', () => rnn2d({ units: 0 }), 'layers/not-a-count', 'units of perceptrons_rnn2d'],
  ['no layers', () => bidirectionalRnn({ units: 2, numLayers: 0 }), 'layers/not-a-count', 'numLayers of'],
  ['merge mode', () => bidirectionalRnn({ units: 2, mergeMode: 'max' as never }), 'layers/unknown-choice', '"ave"'],
  ['sequence rank', () => on(bidirectionalRnn({ units: 2 }), 4, 4, 3), 'layers/input-rank', '[batch, time, channels]'],
  ['image rank of rnn2d', () => on(rnn2d({ units: 2 }), 4, 3), 'layers/input-rank', 'It must have rank 4'],
  ['image rank of a block', () => on(sequencerBlock({ units: 2 }), 4, 3), 'layers/input-rank', '[batch, height, width'],
  [
    'width without projection',
    () => on(rnn2d({ units: 48, project: false }), null, null, 384),
    'layers/union-width',
    'the concatenated width 192 of its states does not equal the 384 channels of its input. Set units to 96 or project: true.',
  ],
  [
    'width without projection that no units give',
    () => on(rnn2d({ units: 2, project: false, union: 'add' }), null, null, 7),
    'layers/union-width',
    'the width 4 of its states does not equal the 7 channels of its input. Set project: true.',
  ],
  [
    'width of a vanilla block',
    () => on(vanillaSequencerBlock({ units: 2 }), 3, 3, 6),
    'layers/union-width',
    'the width 4 of its states does not equal the 6 channels of its input. Set units to 3',
  ],
  [
    'option of another cell',
    () => rnn2d({ units: 2, cell: 'minGru', biasMode: 'torch' }),
    'layers/cell-option',
    'The cell minGru takes "single"; leave it out, or use the cell lstm or gru or rnn.',
  ],
  [
    'gates of a cell without gates',
    () => bidirectionalRnn({ units: 2, cell: 'rnn', recurrentActivation: 'hardSigmoid' }),
    'layers/cell-option',
    'The cell rnn has no such option',
  ],
  ['candidate', () => minGru({ units: 2, activation: 'relu' as never }), 'layers/unknown-choice', '"linear", "tanh"'],
  ['mlp ratio', () => sequencerBlock({ units: 2, mlpRatio: 0 }), 'layers/not-positive', 'mlpRatio of'],
  [
    'stochastic depth of a block',
    () => sequencerBlock({ units: 2, stochasticDepth: { rate: 2 } }),
    'layers/not-a-rate',
    'stochasticDepth of perceptrons_sequencer_block',
  ],
  [
    'grid that does not divide',
    () => on(downsample2d({ dim: 4, patchSize: 2 }), 7, 8, 3),
    'layers/image-size',
    'image height 7 is not a multiple of patch size 2 (nearest 6, 8)',
  ],
  [
    'grid that vanishes',
    () => on(downsample2d({ dim: 4, patchSize: 2, onMismatch: 'floor' }), 1, 8, 3),
    'layers/image-size',
    'image height 1',
  ],
  ['pool rank', () => on(globalAveragePool(), 4), 'layers/input-rank', '[batch, tokens, channels] or'],
  ['position rank', () => on(positionEmbedding(), 4), 'layers/input-rank', 'rank 3'],
  ['class token rank', () => on(classToken(), 4), 'layers/input-rank', 'rank 3'],
  ['drop path depth', () => dropPathRates(0.1, 0), 'layers/not-a-count', 'depth of dropPathRates is 0'],
  ['drop path mode', () => dropPathRates(0.1, 3, 'cosine' as never), 'layers/unknown-choice', '"linear", "constant"'],
];

describe('bad input', () => {
  it.each(cases)('%s', (_, run, code, text) => {
    expect(run).toThrow(expect.objectContaining({ code }));
    expect(run).toThrow(text);
    expect(run).toThrow(expect.toSatisfy(PerceptronsError.isInstance));
  });

  it('names the layer and both sizes when a later call differs', () => {
    const made: Array<[tf.layers.Layer, number[], number[], string]> = [
      [dense({ units: 2, name: 'head' }), [1, 4], [1, 5], 'layer head has shape [1, 5], with 5 as its channel count'],
      [mlpBlock({ hiddenUnits: 2, axis: -2, name: 'mix' }), [1, 4, 3], [1, 5, 3], 'layer mix has shape [1, 5, 3]'],
      [layerNormalization({ name: 'norm' }), [1, 4], [1, 5], 'The layer was built for 4'],
      [positionEmbedding({ name: 'position' }), [1, 4, 3], [1, 5, 3], 'with 5 as its token count'],
      [patchEmbedding({ patchSize: 2, embedDim: 2 }), [1, 4, 4, 3], [1, 4, 4, 1], 'with 1 as its channel count'],
      [rnn2d({ units: 2, name: 'grid' }), [1, 4, 4, 3], [1, 4, 4, 1], 'layer grid has shape [1, 4, 4, 1]'],
      [bidirectionalRnn({ units: 2, name: 'both' }), [1, 4, 3], [1, 4, 1], 'layer both has shape [1, 4, 1]'],
    ];
    for (const [layer, first, second, text] of made) {
      layer.apply(tf.zeros(first));
      const run = () => layer.apply(tf.zeros(second));
      expect(run).toThrow(expect.objectContaining({ code: 'layers/input-size' }));
      expect(run).toThrow(text);
    }
  });

  it('refuses several inputs', () => {
    const run = () => globalAveragePool().apply([tf.zeros([1, 2, 3]), tf.zeros([1, 2, 3])]);
    expect(run).toThrow(expect.objectContaining({ code: 'layers/input-count' }));
  });
});

describe('dropPathRates', () => {
  it('rises from 0 to the rate, or stays', () => {
    expect(dropPathRates(0.3, 4)).toEqual([0, 0.3 / 3, 0.6 / 3, 0.3]);
    expect(dropPathRates(0.3, [1, 2], 'constant')).toEqual([0.3, 0.3, 0.3]);
    expect(dropPathRates(0.3, 1)).toEqual([0]);
  });
});
