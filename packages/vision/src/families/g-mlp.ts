import { type Activation, dense, dropout, layerNormalization, spatialGatingUnit } from '@perceptrons/layers';
import type * as tf from '@tensorflow/tfjs';
import type { GMlpConfig } from '../config/family-config';
import { fromVariant, type GMlpVariantName, gMlpVariants } from '../config/variants';
import { activation, apply, type BuildBlock, buildModel, mlpInitializers } from '../model/build-model';

// X + W2 gate(gelu(W1 LN(X))), where the gate mixes the tokens (section 2 of the paper).
const gMlpBlock: BuildBlock = (x, { config, named, seeded, join }) => {
  const { channelsMlpDim, hiddenDim, mlpDropRate } = config;
  const dropped = (part: string, value: tf.SymbolicTensor) =>
    mlpDropRate > 0 ? apply(dropout({ ...seeded(part), rate: mlpDropRate }), value) : value;
  const product = (part: string, units: number, name: Activation) =>
    dense({ ...seeded(part), units, activation: name, ...mlpInitializers(config) });
  let y = apply(layerNormalization(named('norm')), x);
  y = dropped('dropout1', apply(product('expand', channelsMlpDim, activation(config)), y));
  y = apply(spatialGatingUnit(seeded('gate')), y);
  y = dropped('dropout2', apply(product('project', hiddenDim, 'linear'), y));
  return join('', x, y);
};

/**
 * gMLP: one residual branch per block, whose hidden channels are gated by a linear map over the tokens.
 *
 * Input images [B, height, width, inChannels]; output logits [B, numClasses], or what `outputs` asks for. Layers: `stem`,
 * `block0_norm`, `block0_expand`, `block0_gate`, `block0_project`, `block0_add`, ..., `norm`, `pool`, `head`.
 *
 * @param variant `'Ti/16'`, `'S/16'`, `'B/16'`, or a configuration.
 * @throws ConfigError `vision/odd-gate` for a width that does not split in two.
 * Source: Liu et al., "Pay Attention to MLPs" (NeurIPS 2021); sizes and the epsilon 1e-5 inside the gate as in timm.
 */
export function gMlp(variant: GMlpVariantName | GMlpConfig, overrides?: Partial<GMlpConfig>): tf.LayersModel {
  return buildModel(gMlpConfig(variant, overrides), gMlpBlock);
}

/** The configuration that `gMlp` builds. */
export function gMlpConfig(
  variant: GMlpVariantName | GMlpConfig,
  overrides?: Partial<GMlpConfig>,
): GMlpConfig & { family: 'gMlp' } {
  const config =
    typeof variant === 'object'
      ? { ...variant, ...overrides }
      : fromVariant<GMlpConfig, GMlpVariantName>('gMlp', gMlpVariants, variant, overrides);
  return { ...config, family: 'gMlp' };
}
