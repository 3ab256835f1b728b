// The skeleton of every family: patches to tokens, N residual blocks, a last norm, the mean over tokens, and a head.
import {
  type Activation,
  affine,
  dense,
  deriveSeed,
  dropout,
  dropPathRates,
  globalAveragePool,
  type InitializerLike,
  initializers,
  layerNormalization,
  mlpBlock,
  patchEmbedding,
  stochasticDepth,
} from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import type { FamilyConfig } from '../config/family-config';
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config';
import { ImageModel } from './image-model';

/** What a block needs from the skeleton. */
export interface BlockParts {
  config: ResolvedConfig;
  /** Name of a layer of this block: `block3_norm1` for `norm1`. */
  named(part: string): { name: string };
  /** The same, with a seed made from the model's seed and the name. */
  seeded(part: string): { name: string; seed: number };
  /** An MLP of the family's kind over the channels or the tokens. */
  mlp(part: string, axis: -1 | -2, x: tf.SymbolicTensor): tf.SymbolicTensor;
  /** Adds a branch to the residual stream, through stochastic depth. `part` numbers the branch within the block. */
  join(part: string, stream: tf.SymbolicTensor, branch: tf.SymbolicTensor): tf.SymbolicTensor;
}

/** One residual block: tokens [B, S, C] in, tokens out. */
export type BuildBlock = (tokens: tf.SymbolicTensor, parts: BlockParts) => tf.SymbolicTensor;

/** Builds a model of one family. */
export function buildModel(given: FamilyConfig, buildBlock: BuildBlock): tf.LayersModel {
  const config = resolveConfig(given);
  const { patchSize, hiddenDim, numBlocks, numClasses, dropRate, outputs, seed } = config;
  const seeded = (name: string) => ({ name, seed: deriveSeed(seed, name) });
  const images = tf.input({ shape: [config.height, config.width, config.inChannels], name: 'images' });
  let x = apply(patchEmbedding({ ...seeded('stem'), patchSize, embedDim: hiddenDim }), images);
  const { rate, schedule } = config.stochasticDepth;
  const rates = dropPathRates(rate, numBlocks, schedule);
  for (let i = 0; i < numBlocks; i++) x = buildBlock(x, blockParts(config, `block${i}`, rates[i]));
  x = apply(config.family === 'resMlp' ? affine({ name: 'norm' }) : layerNormalization({ name: 'norm' }), x);
  if (outputs !== 'tokens') x = apply(globalAveragePool({ name: 'pool' }), x);
  if (outputs === 'logits') {
    if (dropRate > 0) x = apply(dropout({ ...seeded('drop'), rate: dropRate }), x);
    const biasInitializer = initializers.constant(config.headBias);
    x = apply(dense({ name: 'head', units: numClasses, kernelInitializer: 'zeros', biasInitializer }), x);
  }
  return new ImageModel({ inputs: images, outputs: x, name: config.name });
}

function blockParts(config: ResolvedConfig, block: string, rate: number): BlockParts {
  const named = (part: string) => ({ name: `${block}_${part}` });
  const seeded = (part: string) => ({ ...named(part), seed: deriveSeed(config.seed, `${block}_${part}`) });
  return {
    config,
    named,
    seeded,
    mlp: (part, axis, x) =>
      apply(
        mlpBlock({
          ...seeded(part),
          axis,
          hiddenUnits: axis === -2 ? config.tokensMlpDim : config.channelsMlpDim,
          kind: config.family === 'gMixer' ? 'glu' : 'plain',
          activation: activation(config),
          dropout: config.mlpDropRate,
          ...mlpInitializers(config),
        }),
        x,
      ),
    join(part, stream, branch) {
      const { scaleByKeep } = config.stochasticDepth;
      const kept = rate > 0 ? apply(stochasticDepth({ ...seeded(`drop${part}`), rate, scaleByKeep }), branch) : branch;
      return tf.layers.add(named(`add${part}`)).apply([stream, kept]) as tf.SymbolicTensor;
    },
  };
}

/** Applies a layer to one symbolic tensor. */
export function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

/** The name that dense layers have for the GELU of a configuration. */
export function activation({ gelu }: Pick<ResolvedConfig, 'gelu'>): Activation {
  return gelu === 'erf' ? 'gelu' : 'gelu_new';
}

/** How the products of an MLP start: LeCun normal and zero (Flax), or Xavier uniform and N(0, 1e-6) (timm). */
export function mlpInitializers({ initScheme }: ResolvedConfig): {
  kernelInitializer: InitializerLike;
  biasInitializer: InitializerLike;
} {
  return initScheme === 'flax'
    ? { kernelInitializer: 'lecunNormal', biasInitializer: 'zeros' }
    : { kernelInitializer: 'xavierUniform', biasInitializer: initializers.normal({ std: 1e-6 }) };
}
