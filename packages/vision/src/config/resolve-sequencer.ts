import { ConfigError } from '@perceptrons/tensor';
import { finiteNumber, oneOf, probability, wholeNumber } from './checks';
import type { StochasticDepthConfig } from './family-config';
import { imageSides } from './image-size';
import { resolveOutputs, resolveStochasticDepth } from './resolve-config';
import type { Sequencer2dConfig, SequencerCell, SequencerUnion, VSequencerConfig } from './sequencer-config';
import { type Grid, stageGrids } from './stage-grids';

/** One stage of a resolved configuration. */
export interface SequencerStage {
  blocks: number;
  patchSize: number;
  /** Channels (C). */
  embedDim: number;
  /** Units of one direction (D). */
  hiddenSize: number;
  mlpRatio: number;
  /** Rows and columns of tokens; null when the image size is open. */
  grid: Grid | null;
}

/** A configuration of a recurrent model with every default filled in and every value checked. */
export interface ResolvedSequencer {
  kind: 'sequencer2d' | 'vSequencer';
  /** Null when the image size is open. */
  imageSize: [height: number, width: number] | null;
  inChannels: number;
  numClasses: number;
  stages: SequencerStage[];
  cell: SequencerCell;
  activation: 'tanh' | 'relu';
  bidirectional: boolean;
  union: SequencerUnion;
  project: boolean;
  numRnnLayers: number;
  biasMode: 'single' | 'torch';
  headBias: number;
  dropRate: number;
  mlpDropRate: number;
  stochasticDepth: Required<StochasticDepthConfig>;
  outputs: 'logits' | 'features' | 'tokens';
  onMismatch: 'error' | 'floor';
  positions: boolean;
  shuffle: boolean;
  seed: number;
  name: string;
}

/** A configuration of either model. The V-Sequencer must name its kind here. */
export type SequencerConfig =
  | (Sequencer2dConfig & { kind?: 'sequencer2d' })
  | (VSequencerConfig & { kind: 'vSequencer' });

const cells = ['lstm', 'gru', 'rnn', 'layerNormLstm', 'minGru'] as const;
const lists = ['layers', 'patchSizes', 'embedDims', 'hiddenSizes', 'mlpRatios'] as const;

/**
 * Fills in the defaults of a configuration and checks it.
 *
 * @throws ConfigError if a value is missing, out of range or contradicts another; ImageSizeError if the patches do not
 * fit the image.
 */
export function resolveSequencer(config: SequencerConfig): ResolvedSequencer {
  if (typeof config !== 'object' || config === null) {
    throw new ConfigError({
      code: 'vision/no-config',
      argument: 'config',
      message: `The configuration is ${String(config)}. Pass an object with at least layers, patchSizes, embedDims and hiddenSizes, or build a named variant.`,
    });
  }
  const kind = oneOf('kind', config.kind ?? 'sequencer2d', ['sequencer2d', 'vSequencer']);
  const planar: Sequencer2dConfig =
    kind === 'sequencer2d' ? config : { ...config, union: 'horizontal', project: false };
  const flat: Partial<VSequencerConfig> = kind === 'vSequencer' ? config : {};
  const numClasses = wholeNumber('numClasses', config.numClasses ?? 1000, 0);
  const cell = oneOf('cell', config.cell ?? 'lstm', cells);
  const onMismatch = oneOf('onMismatch', config.onMismatch ?? 'error', ['error', 'floor']);
  const imageSize = config.imageSize === null ? null : imageSides(config.imageSize ?? 224);
  const resolved: ResolvedSequencer = {
    kind,
    imageSize,
    inChannels: wholeNumber('inChannels', config.inChannels ?? 3),
    numClasses,
    stages: stages(config, imageSize, onMismatch),
    cell,
    activation: oneOf('activation', config.activation ?? 'tanh', ['tanh', 'relu']),
    bidirectional: config.bidirectional ?? true,
    union: oneOf('union', planar.union ?? 'cat', ['cat', 'add', 'vertical', 'horizontal']),
    project: planar.project ?? true,
    numRnnLayers: wholeNumber('numRnnLayers', config.numRnnLayers ?? 1),
    biasMode: biasMode(cell, config.biasMode),
    headBias: finiteNumber('headBias', config.headBias ?? 0),
    dropRate: probability('dropRate', config.dropRate ?? 0),
    mlpDropRate: probability('mlpDropRate', config.mlpDropRate ?? 0),
    stochasticDepth: resolveStochasticDepth(config.stochasticDepth, 'linear'),
    outputs: resolveOutputs(config, numClasses),
    onMismatch,
    positions: flat.positions ?? false,
    shuffle: flat.shuffle ?? false,
    seed: finiteNumber('seed', config.seed ?? 0),
    name: config.name ?? kind,
  };
  checkWidths(resolved);
  checkActivation(resolved);
  checkPositions(resolved);
  return resolved;
}

function stages(
  config: SequencerConfig,
  imageSize: [number, number] | null,
  onMismatch: 'error' | 'floor',
): SequencerStage[] {
  const { layers, patchSizes, embedDims, hiddenSizes } = config;
  const mlpRatios = config.mlpRatios ?? (Array.isArray(layers) ? layers.map(() => 3) : []);
  const given = { layers, patchSizes, embedDims, hiddenSizes, mlpRatios };
  const fit = lists.every((name) => Array.isArray(given[name]) && given[name].length === layers.length);
  if (!fit || layers.length === 0) {
    const lengths = lists.map(
      (name) => `${name} ${Array.isArray(given[name]) ? `has ${given[name].length}` : 'is no list'}`,
    );
    throw new ConfigError({
      code: 'vision/stages',
      argument: 'layers',
      message: `${lengths.join(', ')}. All of these need one entry for each stage, and there must be a stage; give them the same length.`,
    });
  }
  const sides = patchSizes.map((size, i) => wholeNumber(`patchSizes[${i}]`, size));
  const grids = imageSize && stageGrids(imageSize, sides, onMismatch);
  return layers.map((blocks, i) => ({
    blocks: wholeNumber(`layers[${i}]`, blocks),
    patchSize: patchSizes[i],
    embedDim: wholeNumber(`embedDims[${i}]`, embedDims[i]),
    hiddenSize: wholeNumber(`hiddenSizes[${i}]`, hiddenSizes[i]),
    mlpRatio: mlpRatio(`mlpRatios[${i}]`, mlpRatios[i], embedDims[i]),
    grid: grids ? grids[i] : null,
  }));
}

function biasMode(cell: SequencerCell, given: 'single' | 'torch' | undefined): 'single' | 'torch' {
  const hasOne = cell === 'layerNormLstm' || cell === 'minGru';
  const chosen = oneOf('biasMode', given ?? (hasOne ? 'single' : 'torch'), ['single', 'torch']);
  if (!hasOne || chosen === 'single') return chosen;
  throw new ConfigError({
    code: 'vision/cell-bias',
    argument: 'biasMode',
    message: `biasMode is "torch" and cell is "${cell}", which has one bias. Leave biasMode out, or use cell: 'lstm', 'gru' or 'rnn'.`,
  });
}

function mlpRatio(argument: string, value: number, embedDim: number): number {
  if (Number.isFinite(value) && Math.floor(value * embedDim) >= 1) return value;
  throw new ConfigError({
    code: 'vision/mlp-ratio',
    argument,
    message: `${argument} is ${String(value)}. The hidden width of the MLP is that times ${embedDim} channels and must be at least 1; the published models have 3.`,
  });
}

/** Width of the union of a recurrent layer. */
export function unionWidth(config: Pick<ResolvedSequencer, 'bidirectional' | 'union'>, hiddenSize: number): number {
  return hiddenSize * (config.bidirectional ? 2 : 1) * (config.union === 'cat' ? 2 : 1);
}

function checkWidths(config: ResolvedSequencer): void {
  if (config.project) return;
  config.stages.forEach(({ embedDim, hiddenSize }, i) => {
    const width = unionWidth(config, hiddenSize);
    if (width === embedDim) return;
    const factor = width / hiddenSize;
    const what = config.union === 'cat' ? 'concatenated width' : 'width';
    const remedies = [
      ...(embedDim % factor === 0 ? [`set hiddenSizes[${i}] to ${embedDim / factor}`] : []),
      ...(config.kind === 'sequencer2d' ? ['pass project: true'] : [`set embedDims[${i}] to ${width}`]),
    ];
    throw new ConfigError({
      code: 'vision/union-width',
      argument: 'hiddenSizes',
      message: `Stage ${i}: ${what} ${width} does not equal ${embedDim}, the channels that it is added to; ${remedies.join(' or ')}.`,
    });
  });
}

function checkActivation({ cell, activation }: ResolvedSequencer): void {
  if (cell === 'rnn' || activation === 'tanh') return;
  throw new ConfigError({
    code: 'vision/cell-activation',
    argument: 'activation',
    message: `activation is "${activation}" and cell is "${cell}", which has no choice of it. Leave activation out, or use cell: 'rnn'.`,
  });
}

function checkPositions({ positions, imageSize }: ResolvedSequencer): void {
  if (!positions || imageSize) return;
  throw new ConfigError({
    code: 'vision/positions-size',
    argument: 'imageSize',
    message:
      'imageSize is null and positions is true. A position embedding belongs to one grid of tokens: give the image size, and resize the model with resizeModel.',
  });
}
