import type * as tf from '@tensorflow/tfjs';
import type { Sequencer2dConfig } from '../config/sequencer-config';
import { type Sequencer2dVariantName, seqNano28Config, sequencer2dVariants } from '../config/sequencer-variants';
import { fromVariant } from '../config/variants';
import { buildSequencer } from '../model/build-sequencer';

/**
 * Sequencer2D: an image classifier whose tokens are mixed by recurrent layers along the columns and the rows.
 *
 * Input images [B, height, width, inChannels]; output logits [B, numClasses], or what `outputs` asks for. With
 * `imageSize: null` one model takes images of every size whose sides are multiples of the product of `patchSizes`. Layers:
 * `stem`, `stage0_block0`, ..., `stage1_downsample`, `stage1_block0`, ..., `norm`, `pool`, `head`; with dropout also `drop`.
 * Up to `norm` they hold grids [B, rows, columns, channels].
 *
 * @throws ConfigError, ImageSizeError for a configuration that cannot be built.
 * Source: Tatsunami and Taki, "Sequencer: Deep LSTM for Image Classification" (NeurIPS 2022).
 */
export function sequencer2d(config: Sequencer2dConfig): tf.LayersModel {
  return buildSequencer({ ...config, kind: 'sequencer2d' });
}

/** A published Sequencer2D or one of its ablations, for 224x224x3 and 1000 classes unless overridden. */
export function sequencer2dVariant(
  name: Sequencer2dVariantName,
  overrides?: Partial<Sequencer2dConfig>,
): tf.LayersModel {
  return sequencer2d(sequencer2dConfig(name, overrides));
}

/** The configuration that `sequencer2dVariant` builds, for example for `sequencerFlops`. */
export function sequencer2dConfig(
  name: Sequencer2dVariantName,
  overrides?: Partial<Sequencer2dConfig>,
): Sequencer2dConfig & { name: string } {
  return fromVariant<Sequencer2dConfig, Sequencer2dVariantName>('sequencer2d', sequencer2dVariants, name, overrides);
}

/** Ours: a small Sequencer2D for 28x28 grey images, 10 classes, 117,386 parameters, 5.58 million multiply-adds. */
export function seqNano28(overrides?: Partial<Sequencer2dConfig>): tf.LayersModel {
  return sequencer2d({ ...seqNano28Config, ...overrides });
}
