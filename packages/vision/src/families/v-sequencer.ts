import type * as tf from '@tensorflow/tfjs';
import type { VSequencerConfig } from '../config/sequencer-config';
import { type VSequencerVariantName, vSequencerVariants } from '../config/sequencer-variants';
import { fromVariant } from '../config/variants';
import { buildSequencer } from '../model/build-sequencer';

/**
 * V-Sequencer, the control of Sequencer2D: each block reads all tokens, row by row, as one sequence.
 *
 * Input images [B, height, width, inChannels]; output logits [B, numClasses], or what `outputs` asks for. Layers as in
 * `sequencer2d`; with `positions` also `positions` and `grid` after the stem, with `shuffle` also `shuffle`.
 *
 * @param variant `'S'`, `'S-H'` (with the hierarchy of Sequencer2D-S), `'S-PE'` (with a position embedding), or a configuration.
 * @throws ConfigError, ImageSizeError for a configuration that cannot be built.
 * Source: the ablation of "Sequencer: Deep LSTM for Image Classification" (NeurIPS 2022).
 */
export function vSequencer(
  variant: VSequencerVariantName | VSequencerConfig,
  overrides?: Partial<VSequencerConfig>,
): tf.LayersModel {
  return buildSequencer(vSequencerConfig(variant, overrides));
}

/** The configuration that `vSequencer` builds, for example for `sequencerFlops`. */
export function vSequencerConfig(
  variant: VSequencerVariantName | VSequencerConfig,
  overrides?: Partial<VSequencerConfig>,
): VSequencerConfig & { kind: 'vSequencer' } {
  const config =
    typeof variant === 'object'
      ? { ...variant, ...overrides }
      : fromVariant<VSequencerConfig, VSequencerVariantName>('vSequencer', vSequencerVariants, variant, overrides);
  return { ...config, kind: 'vSequencer' };
}
