import {
  type MixerConfig,
  mixer,
  mixerFlops,
  type Sequencer2dConfig,
  seqNano28Config,
  sequencer2d,
  sequencerFlops,
} from '@perceptrons/vision';
import type { LayersModel } from '@tensorflow/tfjs';
import { imageSide } from '../../../images/image-data';
import type { Contestant } from '../models';
import type { Cost } from '../run';
import { numBlocks, patchSide, type SequencerSettings, type SizeName } from '../settings';

/** The settings that decide what the models look like. */
export type ModelSettings = Pick<SequencerSettings, 'cell' | 'axes' | 'directions' | 'size' | 'seed'>;

/** The two models of a run; the Mixer is missing where it is not trained, or not shipped. */
export interface Models {
  sequencer: LayersModel;
  mixer?: LayersModel;
}

/** The models that answer now. */
export interface CurrentModels {
  models: Models;
  classNames: string[];
  /** What to call them on the page. */
  name: string;
  settings: SequencerSettings;
}

/** Channels of a token, and units of one direction along one axis: a quarter of the channels, as published. */
const sequencerWidths: Record<SizeName, { embedDims: number[]; hiddenSizes: number[] }> = {
  pico: { embedDims: [28], hiddenSizes: [7] },
  nano: { embedDims: [56], hiddenSizes: [14] },
};
const unions = { both: 'cat', rows: 'horizontal', columns: 'vertical' } as const;

/** The Mixer of about equal size, on the same patches. */
const mixerWidths: Record<SizeName, Pick<MixerConfig, 'hiddenDim' | 'tokensMlpDim' | 'channelsMlpDim'>> = {
  pico: { hiddenDim: 32, tokensMlpDim: 16, channelsMlpDim: 128 },
  nano: { hiddenDim: 64, tokensMlpDim: 32, channelsMlpDim: 256 },
};

/** Blocks on patches of 4 x 4 pixels, for images of any side that is a multiple of 4. */
export function sequencerConfig(settings: ModelSettings, numClasses: number): Sequencer2dConfig {
  const { cell, axes, directions, size, seed } = settings;
  return {
    ...seqNano28Config,
    ...sequencerWidths[size],
    imageSize: null,
    numClasses,
    cell,
    union: unions[axes],
    bidirectional: directions === 'both',
    seed,
  };
}

function mixerConfig({ size, seed }: ModelSettings, numClasses: number): MixerConfig {
  const shape = { imageSize: imageSide, inChannels: 1, patchSize: patchSide, numBlocks };
  return { ...shape, ...mixerWidths[size], numClasses, seed, name: 'mixer' };
}

/** A model that the settings ask for, with fresh weights. */
export function buildModel(name: Contestant, settings: ModelSettings, numClasses: number): LayersModel {
  return name === 'sequencer'
    ? sequencer2d(sequencerConfig(settings, numClasses))
    : mixer(mixerConfig(settings, numClasses));
}

/** What a model costs on an image of 28 x 28 pixels. */
export function modelCost(name: Contestant, settings: ModelSettings, numClasses: number): Cost {
  const { params, macs } =
    name === 'sequencer'
      ? sequencerFlops(sequencerConfig(settings, numClasses), [imageSide, imageSide])
      : mixerFlops(mixerConfig(settings, numClasses));
  return { parameters: params, macs };
}

/** The layers after which the receptive field is shown, one per block. */
export const blockLayers: readonly string[] = Array.from({ length: numBlocks }, (_, block) => `stage0_block${block}`);
