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
export { ImageModel } from './model/image-model';
export { type LayerCost, type ModelCost, mixerFlops } from './model/mixer-flops';
export { permuteMixerWeights, type TokenPermutation } from './tokens/permute-mixer-weights';
export { type ResizeMixerTokensOptions, resizeMixerTokens } from './tokens/resize-mixer-tokens';
export { tokenFilters } from './tokens/token-filters';
export { exportMixerWeights } from './weights/export-mixer-weights';
export {
  type LoadMixerWeightsOptions,
  type LoadMixerWeightsReport,
  loadMixerWeights,
} from './weights/load-mixer-weights';
export type { WeightFormat } from './weights/weight-format';
