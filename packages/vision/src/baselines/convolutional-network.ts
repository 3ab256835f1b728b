import { globalAveragePool, initializers } from '@perceptrons/layers';
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { wholeNumber } from '../config/checks';
import { apply } from '../model/build-model';
import { type BaselineConfig, baselineModel } from './baseline-config';

/** Configuration of `convolutionalNetwork`. */
export interface ConvolutionalNetworkConfig extends BaselineConfig {
  /** Output channels of each 3x3 convolution, at least one. Default [32, 64, 96, 40]. */
  channels?: readonly number[];
  /** A 2x2 max pool follows each of the first `pools` convolutions. Default 2. */
  pools?: number;
}

/**
 * Baseline with convolutions: 3x3 convolutions with ReLU, max pools after the first ones, the mean over the grid.
 *
 * Input [B, height, width, inChannels], output logits [B, numClasses]. The default has 109,218 parameters.
 * Layers: `conv0`, `pool0`, ..., `pool`, `head`.
 *
 * Training it needs the gradient of a convolution with respect to its filter, which stock TensorFlow.js lacks on WASM:
 * call `init` of `@perceptrons/tensor` first.
 */
export function convolutionalNetwork(config: ConvolutionalNetworkConfig = {}): tf.LayersModel {
  const channels = (config.channels ?? [32, 64, 96, 40]).map((count) => wholeNumber('channels', count));
  const pools = wholeNumber('pools', config.pools ?? 2, 0);
  if (channels.length === 0 || pools > channels.length) {
    throw new ConfigError({
      code: 'vision/pools',
      argument: 'channels',
      message: `channels is [${channels}] and pools is ${pools}. Give at least one convolution, and no more pools than convolutions.`,
    });
  }
  return baselineModel('convolutionalNetwork', config, (images, seeded) => {
    let x = images;
    channels.forEach((filters, i) => {
      const { name, seed } = seeded(`conv${i}`);
      const kernelInitializer = initializers.heNormal({ seed });
      const args = { name, filters, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer } as const;
      x = apply(tf.layers.conv2d(args), x);
      if (i < pools) x = apply(tf.layers.maxPooling2d({ name: `pool${i}`, poolSize: 2 }), x);
    });
    return apply(globalAveragePool({ name: 'pool' }), x);
  });
}
