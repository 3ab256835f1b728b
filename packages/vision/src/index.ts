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
