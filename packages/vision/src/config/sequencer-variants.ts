// The published configurations, and one small one of our own. Data only.
import type { Sequencer2dConfig, VSequencerConfig } from './sequencer-config';

const sizes = {
  patchSizes: [7, 2, 1, 1],
  embedDims: [192, 384, 384, 384],
  hiddenSizes: [48, 96, 96, 96],
} as const;
const small = { ...sizes, layers: [4, 3, 8, 3] } as const;
const doubled = { hiddenSizes: [96, 192, 192, 192] } as const;

/**
 * Sequencer2D in its published sizes (S, M, L), the wide `L-d4-3x`, and the ablations of S: one direction, added axes,
 * doubled hidden size, no projection, one axis (of doubled size, without projection), other cells.
 */
export const sequencer2dVariants = {
  S: small,
  M: { ...sizes, layers: [4, 3, 14, 3] },
  L: { ...sizes, layers: [8, 8, 16, 4] },
  'L-d4-3x': {
    ...sizes,
    layers: [8, 8, 16, 4],
    embedDims: [256, 512, 512, 512],
    hiddenSizes: [64, 128, 128, 128],
  },
  'S-unidirectional': { ...small, bidirectional: false },
  'S-add': { ...small, union: 'add' },
  'S-h2x': { ...small, ...doubled },
  'S-noFc': { ...small, project: false },
  'S-vertical': { ...small, ...doubled, union: 'vertical', project: false },
  'S-horizontal': { ...small, ...doubled, union: 'horizontal', project: false },
  'S-gru': { ...small, cell: 'gru' },
  'S-rnn': { ...small, cell: 'rnn' },
} as const satisfies Record<string, Sequencer2dConfig>;

const flat = {
  layers: [4, 3, 8, 3],
  patchSizes: [14, 1, 1, 1],
  embedDims: [384, 384, 384, 384],
  hiddenSizes: [192, 192, 192, 192],
} as const;

/** V-Sequencers of the ablation: plain, on the hierarchy of Sequencer2D-S, with a position embedding. */
export const vSequencerVariants = {
  S: flat,
  'S-H': { ...small, ...doubled },
  'S-PE': { ...flat, positions: true },
} as const satisfies Record<string, VSequencerConfig>;

/** Ours, not from the paper: 28x28 grey images, 49 tokens, 117,386 parameters; trains in minutes on a processor. */
export const seqNano28Config = {
  name: 'seqNano28',
  imageSize: 28,
  inChannels: 1,
  numClasses: 10,
  layers: [3],
  patchSizes: [4],
  embedDims: [56],
  hiddenSizes: [14],
} as const satisfies Sequencer2dConfig;

export type Sequencer2dVariantName = keyof typeof sequencer2dVariants;
export type VSequencerVariantName = keyof typeof vSequencerVariants;
