// The cases of the mixer benchmark as plain data: every contender, in whatever language, builds the same model from them.

/** Sizes of a Mixer, in the paper's terms: `tokensDim` is D_S, `channelsDim` is D_C. */
export interface MixerShape {
  imageSize: number;
  channels: number;
  patchSize: number;
  hiddenDim: number;
  tokensDim: number;
  channelsDim: number;
  blocks: number;
  classes: number;
}

export interface MixerCase {
  name: string;
  shape: MixerShape;
  batch: number;
  mode: 'training' | 'inference';
  /** 'tanh' is the approximation of the published code, 'erf' the exact function. */
  gelu: 'tanh' | 'erf';
}

/** Learning rate of the training cases. Adam without weight decay, the form that every contender has. */
export const LEARNING_RATE = 1e-3;
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
/** Training steps whose losses are compared before anything is timed. */
export const CHECKED_STEPS = 3;
export const LAYER_NORM_EPSILON = 1e-6;

const tiny: MixerShape = {
  imageSize: 8,
  channels: 3,
  patchSize: 4,
  hiddenDim: 16,
  tokensDim: 8,
  channelsDim: 64,
  blocks: 2,
  classes: 5,
};
const nano28: MixerShape = {
  imageSize: 28,
  channels: 1,
  patchSize: 4,
  hiddenDim: 64,
  tokensDim: 32,
  channelsDim: 256,
  blocks: 3,
  classes: 10,
};
const small = { channels: 3, hiddenDim: 512, tokensDim: 256, channelsDim: 2048, blocks: 8, classes: 1000 };
const base = { channels: 3, hiddenDim: 768, tokensDim: 384, channelsDim: 3072, blocks: 12, classes: 1000 };

/** Tokens of one image. */
export function tokensOf({ imageSize, patchSize }: MixerShape): number {
  return (imageSize / patchSize) ** 2;
}

/** Multiply-adds of one image, forward. */
export function multiplyAdds(shape: MixerShape): number {
  const { channels, patchSize, hiddenDim, tokensDim, channelsDim, blocks, classes } = shape;
  const tokens = tokensOf(shape);
  const block = 2 * tokens * tokensDim * hiddenDim + 2 * tokens * hiddenDim * channelsDim;
  return tokens * patchSize ** 2 * channels * hiddenDim + blocks * block + hiddenDim * classes;
}

export const QUICK_CASES: MixerCase[] = [
  { name: 'tiny training, batch 4', shape: tiny, batch: 4, mode: 'training', gelu: 'tanh' },
  { name: 'tiny inference, batch 1', shape: tiny, batch: 1, mode: 'inference', gelu: 'tanh' },
];

export const MIXER_CASES: MixerCase[] = [
  { name: 'mixerNano28 training, batch 100', shape: nano28, batch: 100, mode: 'training', gelu: 'tanh' },
  {
    name: 'Mixer-S/16 at 64x64 training, batch 8',
    shape: { ...small, imageSize: 64, patchSize: 16 },
    batch: 8,
    mode: 'training',
    gelu: 'tanh',
  },
  { name: 'mixerNano28 inference, batch 100', shape: nano28, batch: 100, mode: 'inference', gelu: 'tanh' },
  {
    name: 'Mixer-S/32 at 224x224 inference, batch 1',
    shape: { ...small, imageSize: 224, patchSize: 32 },
    batch: 1,
    mode: 'inference',
    gelu: 'tanh',
  },
  {
    name: 'Mixer-S/16 at 224x224 inference, batch 1',
    shape: { ...small, imageSize: 224, patchSize: 16 },
    batch: 1,
    mode: 'inference',
    gelu: 'tanh',
  },
  {
    name: 'Mixer-B/16 at 64x64 inference, batch 1',
    shape: { ...base, imageSize: 64, patchSize: 16 },
    batch: 1,
    mode: 'inference',
    gelu: 'tanh',
  },
];
