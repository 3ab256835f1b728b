import { affine, type LayerArgs, layerScale, tokenDense } from '@perceptrons/layers';
import type * as tf from '@tensorflow/tfjs';
import type { ResMlpConfig } from '../config/family-config';
import { fromVariant, type ResMlpVariantName, resMlpVariants } from '../config/variants';
import { apply, type BuildBlock, buildModel } from '../model/build-model';

// X + scale1 * (L Affine(X)), then X + scale2 * MLP(Affine(X)) (equations 2 and 3 of the paper).
const resMlpBlock: BuildBlock = (x, { config, named, seeded, mlp, join }) => {
  const { tokens: units, layerScaleInit: init, initScheme } = config;
  const kernelInitializer = initScheme === 'flax' ? 'lecunNormal' : 'xavierUniform';
  const scaled = (part: string, branch: tf.SymbolicTensor) => apply(layerScale({ ...named(part), init }), branch);
  const normed = (args: LayerArgs, stream: tf.SymbolicTensor) => apply(affine(args), stream);
  const linear = apply(tokenDense({ ...seeded('tokens'), units, kernelInitializer }), normed(named('norm1'), x));
  const tokens = join('1', x, scaled('scale1', linear));
  return join('2', tokens, scaled('scale2', mlp('channels', -1, normed(named('norm2'), tokens))));
};

/**
 * ResMLP: one linear map over the tokens and an MLP over the channels, with learned scales instead of normalisation.
 *
 * Input images [B, height, width, inChannels]; output logits [B, numClasses], or what `outputs` asks for. Layers: `stem`,
 * `block0_norm1`, `block0_tokens`, `block0_scale1`, `block0_add1`, `block0_norm2`, `block0_channels`, `block0_scale2`,
 * `block0_add2`, ..., `norm`, `pool`, `head`.
 *
 * @param variant `'12'`, `'24'`, `'36'`, `'big24'`, or a configuration.
 * Source: Touvron et al., "ResMLP: Feedforward networks for image classification with data-efficient training" (2021).
 */
export function resMlp(variant: ResMlpVariantName | ResMlpConfig, overrides?: Partial<ResMlpConfig>): tf.LayersModel {
  return buildModel(resMlpConfig(variant, overrides), resMlpBlock);
}

/** The configuration that `resMlp` builds. */
export function resMlpConfig(
  variant: ResMlpVariantName | ResMlpConfig,
  overrides?: Partial<ResMlpConfig>,
): ResMlpConfig & { family: 'resMlp' } {
  const config =
    typeof variant === 'object'
      ? { ...variant, ...overrides }
      : fromVariant<ResMlpConfig, ResMlpVariantName>('resMlp', resMlpVariants, variant, overrides);
  return { ...config, family: 'resMlp' };
}
