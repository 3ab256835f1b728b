import { dense } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../config/checks';
import { apply } from '../model/build-model';
import { type BaselineConfig, baselineModel } from './baseline-config';

/** Configuration of `flatMlp`. */
export interface FlatMlpConfig extends BaselineConfig {
  /** Width of the hidden layer. Default 140. */
  hiddenUnits?: number;
}

/**
 * Baseline without structure: all pixels in one row, one hidden layer with the exact GELU, one head.
 *
 * Input [B, height, width, inChannels], output logits [B, numClasses]. The default is 784-140-10 with 111,310 parameters.
 * Layers: `flatten`, `hidden`, `head`.
 */
export function flatMlp(config: FlatMlpConfig = {}): tf.LayersModel {
  const units = wholeNumber('hiddenUnits', config.hiddenUnits ?? 140);
  return baselineModel('flatMlp', config, (images, seeded) => {
    const pixels = apply(tf.layers.flatten({ name: 'flatten' }), images);
    return apply(dense({ ...seeded('hidden'), units, activation: 'gelu' }), pixels);
  });
}
