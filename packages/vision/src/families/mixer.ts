import { layerNormalization } from '@perceptrons/layers';
import type * as tf from '@tensorflow/tfjs';
import type { GMixerConfig, MixerConfig } from '../config/family-config';
import {
  fromVariant,
  type GMixerVariantName,
  gMixerVariants,
  type MixerVariantName,
  mixerNano28Config,
  mixerVariants,
} from '../config/variants';
import { apply, type BuildBlock, buildModel } from '../model/build-model';

// X + W2 gelu(W1 LN(X)) over the tokens, then the same over the channels (equations 1 of the paper).
const mixerBlock: BuildBlock = (x, { named, mlp, join }) => {
  const mixed = mlp('tokens', -2, apply(layerNormalization(named('norm1')), x));
  const tokens = join('1', x, mixed);
  return join('2', tokens, mlp('channels', -1, apply(layerNormalization(named('norm2')), tokens)));
};

/**
 * MLP-Mixer: an image classifier made of matrix products over patches and over channels.
 *
 * Input images [B, height, width, inChannels]; output logits [B, numClasses], or what `outputs` asks for. Layers: `stem`,
 * `block0_norm1`, `block0_tokens`, `block0_add1`, `block0_norm2`, `block0_channels`, `block0_add2`, ..., `norm`, `pool`,
 * `head`; with dropout and stochastic depth also `block0_drop1`, `block0_drop2`, `drop`.
 *
 * @throws ConfigError, ImageSizeError for a configuration that cannot be built.
 * Source: Tolstikhin et al., "MLP-Mixer: An all-MLP Architecture for Vision" (NeurIPS 2021).
 */
export function mixer(config: MixerConfig): tf.LayersModel {
  return buildModel({ ...config, family: 'mixer' }, mixerBlock);
}

/** A published Mixer, for 224x224x3 and 1000 classes unless overridden. */
export function mixerVariant(name: MixerVariantName, overrides?: Partial<MixerConfig>): tf.LayersModel {
  return mixer(mixerConfig(name, overrides));
}

/** The configuration that `mixerVariant` builds, for example for `mixerFlops`. */
export function mixerConfig(name: MixerVariantName, overrides?: Partial<MixerConfig>): MixerConfig {
  return fromVariant<MixerConfig, MixerVariantName>('mixer', mixerVariants, name, overrides);
}

/** Ours: the smallest useful Mixer, 28x28 grey images, 10 classes, 111,549 parameters, 5.47 million multiply-adds. */
export function mixerNano28(overrides?: Partial<MixerConfig>): tf.LayersModel {
  return mixer({ ...mixerNano28Config, ...overrides });
}

/**
 * gMixer: the Mixer with gated MLPs, (first half) * silu(second half). Layers as in `mixer`.
 *
 * @param variant `'12'`, `'24'`, or a configuration.
 * @throws ConfigError `vision/odd-gate` for a width that does not split in two.
 * Source: timm (`gmixer_12_224`, `gmixer_24_224`); there is no paper.
 */
export function gMixer(variant: GMixerVariantName | GMixerConfig, overrides?: Partial<GMixerConfig>): tf.LayersModel {
  return buildModel(gMixerConfig(variant, overrides), mixerBlock);
}

/** The configuration that `gMixer` builds. */
export function gMixerConfig(
  variant: GMixerVariantName | GMixerConfig,
  overrides?: Partial<GMixerConfig>,
): GMixerConfig & { family: 'gMixer' } {
  const config =
    typeof variant === 'object'
      ? { ...variant, ...overrides }
      : fromVariant<GMixerConfig, GMixerVariantName>('gMixer', gMixerVariants, variant, overrides);
  return { ...config, family: 'gMixer' };
}
