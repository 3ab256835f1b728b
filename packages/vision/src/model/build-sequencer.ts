// The skeleton of the recurrent models: a stem of patches, stages of blocks with downsampling between them, a last norm,
// the mean over the grid, and a head.
import {
  dense,
  deriveSeed,
  downsample2d,
  dropout,
  dropPathRates,
  globalAveragePool,
  initializers,
  layerNormalization,
  patchEmbedding,
  positionEmbedding,
  sequencerBlock,
  tokenShuffle,
  vanillaSequencerBlock,
} from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { type ResolvedSequencer, resolveSequencer, type SequencerConfig } from '../config/resolve-sequencer';
import { apply } from './build-model';
import { ImageModel } from './image-model';

/** Builds a Sequencer2D or a V-Sequencer. */
export function buildSequencer(given: SequencerConfig): tf.LayersModel {
  const config = resolveSequencer(given);
  const { stages, onMismatch, outputs, dropRate } = config;
  const [height, width] = config.imageSize ?? [null, null];
  const seeded = (name: string) => ({ name, seed: deriveSeed(config.seed, name) });
  const images = tf.input({ shape: [height, width, config.inChannels], name: 'images' });
  const { rate, schedule } = config.stochasticDepth;
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0);
  const rates = dropPathRates(rate, blocks, schedule);
  let x = stem(config, images, seeded);
  if (config.shuffle) x = apply(tokenShuffle(seeded('shuffle')), x);
  stages.forEach(({ embedDim: dim, patchSize, blocks }, i) => {
    if (i > 0) x = apply(downsample2d({ ...seeded(`stage${i}_downsample`), dim, patchSize, onMismatch }), x);
    for (let j = 0; j < blocks; j++)
      x = block(config, i, { ...seeded(`stage${i}_block${j}`), rate: rates.shift()! }, x);
  });
  x = apply(layerNormalization({ name: 'norm' }), x);
  if (outputs !== 'tokens') x = apply(globalAveragePool({ name: 'pool' }), x);
  if (outputs === 'logits') {
    if (dropRate > 0) x = apply(dropout({ ...seeded('drop'), rate: dropRate }), x);
    const biasInitializer = initializers.constant(config.headBias);
    x = apply(dense({ name: 'head', units: config.numClasses, kernelInitializer: 'zeros', biasInitializer }), x);
  }
  return new ImageModel({ inputs: images, outputs: x, name: config.name });
}

function stem(
  { stages: [first], positions, onMismatch }: ResolvedSequencer,
  images: tf.SymbolicTensor,
  seeded: (name: string) => { name: string; seed: number },
): tf.SymbolicTensor {
  const { patchSize, embedDim, grid } = first;
  const x = apply(patchEmbedding({ ...seeded('stem'), patchSize, embedDim, flatten: positions, onMismatch }), images);
  if (!positions || !grid) return x;
  const placed = apply(positionEmbedding({ ...seeded('positions'), initializer: 'truncatedNormal' }), x);
  return apply(tf.layers.reshape({ name: 'grid', targetShape: [...grid, embedDim] }), placed);
}

function block(
  config: ResolvedSequencer,
  stage: number,
  { rate, ...named }: { name: string; seed: number; rate: number },
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const { hiddenSize: units, mlpRatio } = config.stages[stage];
  const shared = {
    ...named,
    units,
    mlpRatio,
    dropout: config.mlpDropRate,
    stochasticDepth: { rate, scaleByKeep: config.stochasticDepth.scaleByKeep },
    cell: config.cell,
    ...(config.cell === 'rnn' && { activation: config.activation }),
    bidirectional: config.bidirectional,
    numLayers: config.numRnnLayers,
    biasMode: config.biasMode,
  };
  const { union, project } = config;
  return apply(
    config.kind === 'vSequencer' ? vanillaSequencerBlock(shared) : sequencerBlock({ ...shared, union, project }),
    x,
  );
}
