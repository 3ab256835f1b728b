import { ConfigError } from '@perceptrons/tensor';
import { evenWidth, finiteNumber, oneOf, probability, wholeNumber } from './checks';
import type { Family, FamilyConfig, SkeletonConfig, StochasticDepthConfig } from './family-config';
import { imageSides, tokenGrid } from './image-size';

/** A configuration with every default filled in and every value checked. */
export interface ResolvedConfig {
  family: Family;
  height: number;
  width: number;
  /** Rows and columns of tokens. */
  grid: [number, number];
  /** rows x columns (S). */
  tokens: number;
  patchSize: number;
  inChannels: number;
  numClasses: number;
  numBlocks: number;
  hiddenDim: number;
  /** Of the Mixer and the gMixer; equal to `tokens` in the other two, whose token map has no hidden layer. */
  tokensMlpDim: number;
  channelsMlpDim: number;
  layerScaleInit: number;
  gelu: 'erf' | 'tanh';
  initScheme: 'flax' | 'timm';
  headBias: number;
  dropRate: number;
  mlpDropRate: number;
  stochasticDepth: Required<StochasticDepthConfig>;
  outputs: 'logits' | 'features' | 'tokens';
  seed: number;
  name: string;
}

const families: readonly Family[] = ['mixer', 'gMixer', 'resMlp', 'gMlp'];
const channelRatio = { mixer: 4, gMixer: 4, resMlp: 4, gMlp: 6 };

/**
 * Fills in the defaults of a configuration and checks it.
 *
 * @throws ConfigError if a value is missing, out of range or contradicts another; ImageSizeError if the patches do not
 * fit the image.
 */
export function resolveConfig(config: FamilyConfig): ResolvedConfig {
  if (typeof config !== 'object' || config === null) {
    throw new ConfigError({
      code: 'vision/no-config',
      argument: 'config',
      message: `The configuration is ${String(config)}. Pass an object with at least patchSize, numBlocks and hiddenDim, or build a named variant.`,
    });
  }
  const family = oneOf('family', config.family ?? 'mixer', families);
  const isMixer = family === 'mixer';
  const isGated = family === 'gMixer' || family === 'gMlp';
  const patchSize = wholeNumber('patchSize', config.patchSize);
  const [height, width] = imageSides(config.imageSize ?? 224);
  const grid = tokenGrid([height, width], patchSize);
  const tokens = grid[0] * grid[1];
  const hiddenDim = wholeNumber('hiddenDim', config.hiddenDim);
  const hiddenWidth = (argument: string, value: unknown) =>
    isGated ? evenWidth(argument, value) : wholeNumber(argument, value);
  const numClasses = wholeNumber('numClasses', config.numClasses ?? 1000, 0);
  return {
    family,
    height,
    width,
    grid,
    tokens,
    patchSize,
    inChannels: wholeNumber('inChannels', config.inChannels ?? 3),
    numClasses,
    numBlocks: wholeNumber('numBlocks', config.numBlocks),
    hiddenDim,
    tokensMlpDim: hasTokenMlp(config)
      ? hiddenWidth('tokensMlpDim', config.tokensMlpDim ?? (isMixer ? Math.floor(hiddenDim / 2) : hiddenDim))
      : tokens,
    channelsMlpDim: hiddenWidth('channelsMlpDim', config.channelsMlpDim ?? channelRatio[family] * hiddenDim),
    layerScaleInit: finiteNumber(
      'layerScaleInit',
      ('layerScaleInit' in config ? config.layerScaleInit : undefined) ?? 1e-4,
    ),
    gelu: oneOf('gelu', config.gelu ?? (isMixer ? 'tanh' : 'erf'), ['erf', 'tanh']),
    initScheme: oneOf('initScheme', config.initScheme ?? (isMixer ? 'flax' : 'timm'), ['flax', 'timm']),
    headBias: finiteNumber('headBias', config.headBias ?? 0),
    dropRate: probability('dropRate', config.dropRate ?? 0),
    mlpDropRate: probability('mlpDropRate', config.mlpDropRate ?? 0),
    stochasticDepth: resolveStochasticDepth(config.stochasticDepth),
    outputs: resolveOutputs(config, numClasses),
    seed: finiteNumber('seed', config.seed ?? 0),
    name: config.name ?? family,
  };
}

function hasTokenMlp(config: FamilyConfig): config is FamilyConfig & { tokensMlpDim?: number } {
  return config.family !== 'resMlp' && config.family !== 'gMlp';
}

/** Fills in and checks the settings of stochastic depth. */
export function resolveStochasticDepth(
  value: number | StochasticDepthConfig = 0,
  defaultSchedule: 'constant' | 'linear' = 'constant',
): Required<StochasticDepthConfig> {
  const settings = typeof value === 'object' ? value : { rate: value };
  return {
    rate: probability('stochasticDepth', settings.rate ?? 0, true),
    schedule: oneOf('stochasticDepth.schedule', settings.schedule ?? defaultSchedule, ['constant', 'linear']),
    scaleByKeep: settings.scaleByKeep ?? true,
  };
}

/** Chooses between logits, features and tokens; without classes there are no logits. */
export function resolveOutputs(
  { outputs, features }: Pick<SkeletonConfig, 'outputs' | 'features'>,
  numClasses: number,
): ResolvedConfig['outputs'] {
  if (features && outputs !== undefined && outputs !== 'features') {
    throw new ConfigError({
      code: 'vision/outputs-differ',
      argument: 'outputs',
      message: `outputs is ${JSON.stringify(outputs)} and features is true. They name two different results; pass one of the two.`,
    });
  }
  const chosen = oneOf('outputs', features ? 'features' : (outputs ?? 'logits'), ['logits', 'features', 'tokens']);
  return chosen === 'logits' && numClasses === 0 ? 'features' : chosen;
}
