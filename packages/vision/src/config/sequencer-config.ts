// The configurations of the recurrent models: Sequencer2D, and the V-Sequencer that it is compared with.
import type { StochasticDepthConfig } from './family-config';
import type { ImageSize } from './image-size';

/**
 * Which recurrent cell reads the rows and columns: the three of the paper, or a layer-normalised LSTM or a minimal GRU (ours,
 * for comparisons; there are no published weights).
 */
export type SequencerCell = 'lstm' | 'gru' | 'rnn' | 'layerNormLstm' | 'minGru';

/** How the vertical and the horizontal pass become one: side by side, added, or one of them alone. */
export type SequencerUnion = 'cat' | 'add' | 'vertical' | 'horizontal';

/** What Sequencer2D and the V-Sequencer have in common. The five lists have one entry for each stage. */
export interface SequencerSkeletonConfig {
  /**
   * Side of the square image, or [height, width], in pixels; null for a model that takes every size that fits, with input
   * shape [null, null, inChannels]. Default 224.
   */
  imageSize?: ImageSize | null;
  /** Default 3. */
  inChannels?: number;
  /** Width of the head; 0 builds no head and returns the pooled features. Default 1000. */
  numClasses?: number;
  /** Number of blocks of each stage. */
  layers: readonly number[];
  /** Side of the patches of the stem, then of the downsampling before each further stage. Sides of images must be multiples of the product. */
  patchSizes: readonly number[];
  /** Channels of each stage (C). */
  embedDims: readonly number[];
  /** Hidden units of one direction of a recurrent layer (D), stage by stage. */
  hiddenSizes: readonly number[];
  /** Hidden width of the channel MLP as a multiple of C, rounded down. Default 3 everywhere. */
  mlpRatios?: readonly number[];
  /** Default `lstm`. */
  cell?: SequencerCell;
  /** Of the cell `rnn` alone. Default `tanh`. */
  activation?: 'tanh' | 'relu';
  /** Read every sequence from both ends. Default true. */
  bidirectional?: boolean;
  /** Recurrent layers on top of each other in each block. Default 1. */
  numRnnLayers?: number;
  /**
   * `torch`: two trainable bias vectors per direction, as the published models have; they move their sum twice as fast.
   * `single`: one, which is the same at inference. Default `torch`; `single` for `layerNormLstm` and `minGru`, which have one.
   */
  biasMode?: 'single' | 'torch';
  /** First value of the head's bias, for example -ln(numClasses) for a sigmoid loss. Default 0. */
  headBias?: number;
  /** Dropout between the pooled features and the head. Default 0. */
  dropRate?: number;
  /** Dropout inside the MLPs, after the activation and after the second product. Default 0. */
  mlpDropRate?: number;
  /** A rate, or rate, schedule and scaling; the schedule is `linear` over all blocks by default, as published. Default 0. */
  stochasticDepth?: number | StochasticDepthConfig;
  /** `logits` [B, numClasses], `features` [B, C] before the head, or `tokens` [B, H, W, C] after the last norm. Default `logits`. */
  outputs?: 'logits' | 'features' | 'tokens';
  /** Short for `outputs: 'features'`. */
  features?: boolean;
  /** What to do with pixels and tokens that fill no patch: refuse the image, or cut them off at the bottom and the right. Default `error`. */
  onMismatch?: 'error' | 'floor';
  /** Seed of the first weights and of every random layer. Default 0. */
  seed?: number;
  /** Name of the model. Default: `sequencer2d` or `vSequencer`. */
  name?: string;
}

/** Sequencer2D (Tatsunami and Taki, NeurIPS 2022). */
export interface Sequencer2dConfig extends SequencerSkeletonConfig {
  /** Default `cat`. */
  union?: SequencerUnion;
  /** Bring the union back to C channels by a dense layer. Without it the union must be C wide already. Default true. */
  project?: boolean;
}

/** V-Sequencer: one recurrent layer over all tokens, row by row. Its hidden sizes are C / 2 (C in one direction). */
export interface VSequencerConfig extends SequencerSkeletonConfig {
  /** Add a learned vector to each position of the first grid; the image size must be given then. Default false. */
  positions?: boolean;
  /** Permute the tokens at random in training, alike in the whole batch. Default false. */
  shuffle?: boolean;
}
