import {
  globalAveragePool,
  layerNormalization,
  mlpBlock,
  multiHeadAttention,
  patchEmbedding,
  positionEmbedding,
} from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../config/checks';
import { tokenGrid } from '../config/image-size';
import { apply } from '../model/build-model';
import { type BaselineConfig, baselineModel } from './baseline-config';

/** Configuration of `visionTransformer`. */
export interface VisionTransformerConfig extends BaselineConfig {
  /** Default 4. */
  patchSize?: number;
  /** Channels of a token; a multiple of `numHeads`. Default 60. */
  hiddenDim?: number;
  /** Default 3. */
  numBlocks?: number;
  /** Default 4. */
  numHeads?: number;
  /** Hidden width of the channel MLP. Default 3 x hiddenDim. */
  channelsMlpDim?: number;
}

/**
 * Baseline with attention: a small vision transformer with a learned position embedding, pre-norm blocks and the mean
 * over the tokens before the head (no class token).
 *
 * Input [B, height, width, inChannels], output logits [B, numClasses]. The default has 114,850 parameters.
 * Layers: `stem`, `positions`, `block0_norm1`, `block0_attention`, `block0_add1`, `block0_norm2`, `block0_channels`,
 * `block0_add2`, ..., `norm`, `pool`, `head`.
 *
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words" (2021); the size is ours.
 */
export function visionTransformer(config: VisionTransformerConfig = {}): tf.LayersModel {
  const patchSize = wholeNumber('patchSize', config.patchSize ?? 4);
  const embedDim = wholeNumber('hiddenDim', config.hiddenDim ?? 60);
  const numBlocks = wholeNumber('numBlocks', config.numBlocks ?? 3);
  const numHeads = wholeNumber('numHeads', config.numHeads ?? 4);
  const hiddenUnits = wholeNumber('channelsMlpDim', config.channelsMlpDim ?? 3 * embedDim);
  tokenGrid(config.imageSize ?? 28, patchSize);
  return baselineModel('visionTransformer', config, (images, seeded) => {
    const add = (name: string, x: tf.SymbolicTensor, branch: tf.SymbolicTensor) =>
      tf.layers.add({ name }).apply([x, branch]) as tf.SymbolicTensor;
    let x = apply(patchEmbedding({ ...seeded('stem'), patchSize, embedDim }), images);
    x = apply(positionEmbedding(seeded('positions')), x);
    for (let i = 0; i < numBlocks; i++) {
      const normed = apply(layerNormalization({ name: `block${i}_norm1` }), x);
      const attended = apply(multiHeadAttention({ ...seeded(`block${i}_attention`), numHeads }), normed);
      x = add(`block${i}_add1`, x, attended);
      const again = apply(layerNormalization({ name: `block${i}_norm2` }), x);
      x = add(`block${i}_add2`, x, apply(mlpBlock({ ...seeded(`block${i}_channels`), hiddenUnits }), again));
    }
    x = apply(layerNormalization({ name: 'norm' }), x);
    return apply(globalAveragePool({ name: 'pool' }), x);
  });
}
