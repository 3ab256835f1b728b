import { globalAveragePool, layerNormalization, mlpBlock, patchEmbedding } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../config/checks';
import { tokenGrid } from '../config/image-size';
import { apply } from '../model/build-model';
import { type BaselineConfig, baselineModel } from './baseline-config';

/** Configuration of `bagOfPatches`. */
export interface BagOfPatchesConfig extends BaselineConfig {
  /** Default 4. */
  patchSize?: number;
  /** Channels of a token. Default 72. */
  hiddenDim?: number;
  /** Number of channel MLPs. Default 3. */
  numBlocks?: number;
  /** Hidden width of a channel MLP. Default 3 x hiddenDim. */
  channelsMlpDim?: number;
}

/**
 * Control without token mixing: a Mixer whose blocks have the channel MLP alone. No patch sees another, so the logits do
 * not depend on the order of the patches.
 *
 * Input [B, height, width, inChannels], output logits [B, numClasses]. The default has 96,706 parameters.
 * Layers: `stem`, `block0_norm`, `block0_channels`, `block0_add`, ..., `norm`, `pool`, `head`.
 */
export function bagOfPatches(config: BagOfPatchesConfig = {}): tf.LayersModel {
  const patchSize = wholeNumber('patchSize', config.patchSize ?? 4);
  const embedDim = wholeNumber('hiddenDim', config.hiddenDim ?? 72);
  const numBlocks = wholeNumber('numBlocks', config.numBlocks ?? 3);
  const hiddenUnits = wholeNumber('channelsMlpDim', config.channelsMlpDim ?? 3 * embedDim);
  tokenGrid(config.imageSize ?? 28, patchSize);
  return baselineModel('bagOfPatches', config, (images, seeded) => {
    let x = apply(patchEmbedding({ ...seeded('stem'), patchSize, embedDim }), images);
    for (let i = 0; i < numBlocks; i++) {
      const normed = apply(layerNormalization({ name: `block${i}_norm` }), x);
      const mixed = apply(mlpBlock({ ...seeded(`block${i}_channels`), hiddenUnits }), normed);
      x = tf.layers.add({ name: `block${i}_add` }).apply([x, mixed]) as tf.SymbolicTensor;
    }
    x = apply(layerNormalization({ name: 'norm' }), x);
    return apply(globalAveragePool({ name: 'pool' }), x);
  });
}
