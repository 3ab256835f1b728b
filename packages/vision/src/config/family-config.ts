// The configurations of the four families that share one skeleton: patches, N residual blocks, norm, mean, head.
import type { ImageSize } from './image-size';

/** Which block a model is made of. */
export type Family = 'mixer' | 'gMixer' | 'resMlp' | 'gMlp';

/** Random skipping of residual branches in training, one draw per image and branch. */
export interface StochasticDepthConfig {
  /** Probability that a branch is skipped; of the last block when the schedule is linear. Default 0. */
  rate?: number;
  /** `constant`: the same rate in every block (timm). `linear`: from 0 in the first block to `rate` in the last (big_vision). Default `constant`. */
  schedule?: 'constant' | 'linear';
  /** Divide what is kept by 1 - rate, so that the mean is kept (timm yes, big_vision no). Default true. */
  scaleByKeep?: boolean;
}

/** What the four families have in common. */
export interface SkeletonConfig {
  /** Side of the square image, or [height, width], in pixels. Default 224. */
  imageSize?: ImageSize;
  /** Side of a patch, in pixels; both sides of the image must be multiples of it. */
  patchSize: number;
  /** Default 3. */
  inChannels?: number;
  /** Width of the head; 0 builds no head and returns the pooled features. Default 1000. */
  numClasses?: number;
  /** Number of blocks (N). */
  numBlocks: number;
  /** Channels of a token (C). */
  hiddenDim: number;
  /** `erf` is the exact GELU, `tanh` its approximation. Default `tanh` for the Mixer (as published), `erf` for its siblings. */
  gelu?: 'erf' | 'tanh';
  /** How weights start; see the README. Default `flax` for the Mixer, `timm` for its siblings. */
  initScheme?: 'flax' | 'timm';
  /** First value of the head's bias, for example -ln(numClasses) for a sigmoid loss. Default 0. */
  headBias?: number;
  /** Dropout between the pooled features and the head. Default 0. */
  dropRate?: number;
  /** Dropout inside the MLPs, after the activation and after the second product. Default 0. */
  mlpDropRate?: number;
  /** A rate, or rate, schedule and scaling. Default 0. */
  stochasticDepth?: number | StochasticDepthConfig;
  /** `logits` [B, numClasses], `features` [B, C] before the head, or `tokens` [B, S, C] after the last norm. Default `logits`. */
  outputs?: 'logits' | 'features' | 'tokens';
  /** Short for `outputs: 'features'`. */
  features?: boolean;
  /** Seed of the first weights and of every random layer. Default 0. */
  seed?: number;
  /** Name of the model. Default: the family. */
  name?: string;
}

/** MLP-Mixer (Tolstikhin et al., NeurIPS 2021). */
export interface MixerConfig extends SkeletonConfig {
  family?: 'mixer';
  /** Hidden width of the token MLP (Ds). Default half of hiddenDim. */
  tokensMlpDim?: number;
  /** Hidden width of the channel MLP (Dc). Default 4 x hiddenDim. */
  channelsMlpDim?: number;
}

/** gMixer (timm): a Mixer whose MLPs are gated, a * silu(g). */
export interface GMixerConfig extends SkeletonConfig {
  family?: 'gMixer';
  /** Width of the token MLP before it splits into value and gate; even. Default hiddenDim. */
  tokensMlpDim?: number;
  /** Width of the channel MLP before it splits into value and gate; even. Default 4 x hiddenDim. */
  channelsMlpDim?: number;
}

/** ResMLP (Touvron et al., 2021): one linear map over tokens, affine maps in place of norms. */
export interface ResMlpConfig extends SkeletonConfig {
  family?: 'resMlp';
  /** Hidden width of the channel MLP. Default 4 x hiddenDim. */
  channelsMlpDim?: number;
  /** First value of the per-channel scale of each branch. Default 1e-4. */
  layerScaleInit?: number;
}

/** gMLP (Liu et al., 2021): one branch with a spatial gating unit. */
export interface GMlpConfig extends SkeletonConfig {
  family?: 'gMlp';
  /** Width before the gating unit splits it into u and v; even. Default 6 x hiddenDim. */
  channelsMlpDim?: number;
}

/** A configuration of any family. All but the Mixer must name their family here. */
export type FamilyConfig =
  | MixerConfig
  | (GMixerConfig & { family: 'gMixer' })
  | (ResMlpConfig & { family: 'resMlp' })
  | (GMlpConfig & { family: 'gMlp' });
