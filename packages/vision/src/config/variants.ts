// The published configurations, and one small one of our own. Data only.
import { oneOf } from './checks';
import type { GMixerConfig, GMlpConfig, MixerConfig, ResMlpConfig } from './family-config';

const small = { hiddenDim: 512, numBlocks: 8 };
const base = { hiddenDim: 768, numBlocks: 12 };
const large = { hiddenDim: 1024, numBlocks: 24 };
const huge = { hiddenDim: 1280, numBlocks: 32 };

/** Mixer variants: Table 1 of the paper, and S/8, for which weights are public. Ds = C / 2, Dc = 4 C in all of them. */
export const mixerVariants = {
  'S/32': { ...small, patchSize: 32 },
  'S/16': { ...small, patchSize: 16 },
  'S/8': { ...small, patchSize: 8 },
  'B/32': { ...base, patchSize: 32 },
  'B/16': { ...base, patchSize: 16 },
  'L/32': { ...large, patchSize: 32 },
  'L/16': { ...large, patchSize: 16 },
  'H/14': { ...huge, patchSize: 14 },
} as const satisfies Record<string, MixerConfig>;

/** Ours, not from the paper: 28x28 grey images, 49 patches, 111,549 parameters; trains in minutes on a processor. */
export const mixerNano28Config = {
  name: 'mixerNano28',
  imageSize: 28,
  inChannels: 1,
  numClasses: 10,
  patchSize: 4,
  hiddenDim: 64,
  numBlocks: 3,
  tokensMlpDim: 32,
  channelsMlpDim: 256,
} as const satisfies MixerConfig;

/** gMixer variants of timm. */
export const gMixerVariants = {
  '12': { patchSize: 16, hiddenDim: 384, numBlocks: 12 },
  '24': { patchSize: 16, hiddenDim: 384, numBlocks: 24 },
} as const satisfies Record<string, GMixerConfig>;

/** ResMLP variants. Deeper models start with a smaller layer scale. */
export const resMlpVariants = {
  '12': { patchSize: 16, hiddenDim: 384, numBlocks: 12, layerScaleInit: 1e-4 },
  '24': { patchSize: 16, hiddenDim: 384, numBlocks: 24, layerScaleInit: 1e-5 },
  '36': { patchSize: 16, hiddenDim: 384, numBlocks: 36, layerScaleInit: 1e-6 },
  big24: { patchSize: 8, hiddenDim: 768, numBlocks: 24, layerScaleInit: 1e-6 },
} as const satisfies Record<string, ResMlpConfig>;

/** gMLP variants. */
export const gMlpVariants = {
  'Ti/16': { patchSize: 16, hiddenDim: 128, numBlocks: 30 },
  'S/16': { patchSize: 16, hiddenDim: 256, numBlocks: 30 },
  'B/16': { patchSize: 16, hiddenDim: 512, numBlocks: 30 },
} as const satisfies Record<string, GMlpConfig>;

export type MixerVariantName = keyof typeof mixerVariants;
export type GMixerVariantName = keyof typeof gMixerVariants;
export type ResMlpVariantName = keyof typeof resMlpVariants;
export type GMlpVariantName = keyof typeof gMlpVariants;

/** Finds a variant by name and lays the overrides over it. */
export function fromVariant<Config, Name extends string>(
  family: string,
  variants: Record<Name, Config>,
  name: Name,
  overrides: Partial<Config> = {},
): Config & { name: string } {
  const found = oneOf(`variant of ${family}`, name, Object.keys(variants) as Name[]);
  return { name: `${family}_${found.replace('/', '_')}`, ...variants[found], ...overrides };
}
