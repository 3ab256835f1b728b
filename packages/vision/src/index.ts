export { type BagOfPatchesConfig, bagOfPatches } from './baselines/bag-of-patches';
export type { BaselineConfig } from './baselines/baseline-config';
export { type ConvolutionalNetworkConfig, convolutionalNetwork } from './baselines/convolutional-network';
export { type FlatMlpConfig, flatMlp } from './baselines/flat-mlp';
export { type VisionTransformerConfig, visionTransformer } from './baselines/vision-transformer';
export type {
  FamilyConfig,
  GMixerConfig,
  GMlpConfig,
  MixerConfig,
  ResMlpConfig,
  SkeletonConfig,
  StochasticDepthConfig,
} from './config/family-config';
export { type ImageSize, ImageSizeError } from './config/image-size';
export type { SequencerConfig } from './config/resolve-sequencer';
export type {
  Sequencer2dConfig,
  SequencerCell,
  SequencerSkeletonConfig,
  SequencerUnion,
  VSequencerConfig,
} from './config/sequencer-config';
export {
  type Sequencer2dVariantName,
  seqNano28Config,
  sequencer2dVariants,
  type VSequencerVariantName,
  vSequencerVariants,
} from './config/sequencer-variants';
export {
  type GMixerVariantName,
  type GMlpVariantName,
  gMixerVariants,
  gMlpVariants,
  type MixerVariantName,
  mixerVariants,
  type ResMlpVariantName,
  resMlpVariants,
} from './config/variants';
export { gMlp, gMlpConfig } from './families/g-mlp';
export { gMixer, gMixerConfig, mixer, mixerConfig, mixerNano28, mixerVariant } from './families/mixer';
export { resMlp, resMlpConfig } from './families/res-mlp';
export { seqNano28, sequencer2d, sequencer2dConfig, sequencer2dVariant } from './families/sequencer';
export { vSequencer, vSequencerConfig } from './families/v-sequencer';
export { ImageModel } from './model/image-model';
export { type LayerCost, type ModelCost, mixerFlops } from './model/mixer-flops';
export { type SequencerCost, sequencerFlops } from './model/sequencer-flops';
export {
  type EffectiveReceptiveFieldOptions,
  effectiveReceptiveField,
  type ReceptiveField,
} from './receptive-field/effective-receptive-field';
export type { Center } from './receptive-field/map-center';
export type { Resampling } from './tokens/grid-resampling';
export { permuteMixerWeights, type TokenPermutation } from './tokens/permute-mixer-weights';
export { type ResizeMixerTokensOptions, resizeMixerTokens } from './tokens/resize-mixer-tokens';
export { type ResizeModelOptions, resizeModel } from './tokens/resize-model';
export { tokenFilters } from './tokens/token-filters';
export { exportMixerWeights } from './weights/export-mixer-weights';
export { exportSequencerWeights } from './weights/export-sequencer-weights';
export {
  type LoadMixerWeightsOptions,
  type LoadMixerWeightsReport,
  loadMixerWeights,
} from './weights/load-mixer-weights';
export {
  type LoadSequencerWeightsOptions,
  type LoadSequencerWeightsReport,
  loadSequencerWeights,
} from './weights/load-sequencer-weights';
export type { SequencerFormat } from './weights/sequencer-names';
export type { WeightFormat } from './weights/weight-format';
