import { type EncodeOptions, gin, pairChannels, ppgn } from '@perceptrons/graph';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Contestant } from '../models';
import type { GraphSettings } from '../settings';

/** What the networks read of a graph: one channel with its edges, one with ones on the diagonal. */
export const encoding: EncodeOptions = {};

/** The settings that decide what the networks look like. */
export type ModelSettings = Pick<GraphSettings, 'blocks' | 'width' | 'rounds' | 'scaling' | 'seed'>;
export type Models = Record<Contestant, LayersModel>;

const repeated = (width: number, times: number) => Array.from({ length: times }, () => width);

/** A network with fresh weights and one output for each of the two graphs. */
export function buildModel(name: Contestant, { blocks, width, rounds, scaling, seed }: ModelSettings): LayersModel {
  const shape = { inputChannels: pairChannels(encoding), outputUnits: 2, seed };
  return name === 'ppgn'
    ? ppgn({ ...shape, blockWidths: repeated(width, blocks), normalization: scaling })
    : gin({ ...shape, widths: repeated(width, rounds) });
}
