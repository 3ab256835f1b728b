// The golden configuration of the recurrent models and its fill: the same formulas as tooling/reference/sequencer/models.py.
import type { io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { resolveSequencer, type SequencerConfig } from '../config/resolve-sequencer';
import type { Sequencer2dConfig, VSequencerConfig } from '../config/sequencer-config';
import { buildSequencer } from '../model/build-sequencer';
import { loadSequencerWeights } from '../weights/load-sequencer-weights';
import { type SequencerTensor, sequencerTensors } from '../weights/sequencer-tensors';

/** 8x12 images: a 4x6 grid in stage 0 and 2x3 in stage 1, so that rows and columns differ. */
export const goldenSequencer = {
  imageSize: [8, 12] as const,
  inChannels: 3,
  numClasses: 5,
  layers: [1, 1],
  patchSizes: [2, 2],
  embedDims: [8, 12],
  hiddenSizes: [2, 3],
} satisfies Sequencer2dConfig;

const doubled = { hiddenSizes: [4, 6] };

/** Changes of the golden configuration, by the names of the fixture. */
export const sequencerVariants = {
  cat: {},
  unidirectional: { bidirectional: false },
  add: { union: 'add' },
  vertical: { union: 'vertical' },
  horizontal: { union: 'horizontal' },
  'vertical-noFc': { union: 'vertical', project: false, ...doubled },
  'horizontal-noFc': { union: 'horizontal', project: false, ...doubled },
  noFc: { project: false },
  h2x: doubled,
  stacked: { numRnnLayers: 2 },
  gru: { cell: 'gru' },
  'rnn-tanh': { cell: 'rnn' },
  'rnn-relu': { cell: 'rnn', activation: 'relu' },
} as const satisfies Record<string, Partial<Sequencer2dConfig>>;

/** The small V-Sequencer of the fixture. */
export const goldenVSequencer = {
  imageSize: [8, 12] as const,
  inChannels: 3,
  numClasses: 5,
  layers: [1, 1],
  patchSizes: [2, 1],
  embedDims: [8, 8],
  hiddenSizes: [4, 4],
} satisfies VSequencerConfig;

export type GoldenVariant = keyof typeof sequencerVariants | 'vSequencer';

export const goldenVariants = [...Object.keys(sequencerVariants), 'vSequencer'] as GoldenVariant[];

/** Configuration of a variant of the fixture. */
export function variantConfig(variant: GoldenVariant, overrides: Partial<Sequencer2dConfig> = {}): SequencerConfig {
  return variant === 'vSequencer'
    ? { ...goldenVSequencer, ...(overrides as Partial<VSequencerConfig>), kind: 'vSequencer' }
    : { ...goldenSequencer, ...sequencerVariants[variant], ...overrides };
}

/** Tensors of the fixture, in the order of its fill. */
export function goldenTensors(variant: GoldenVariant): SequencerTensor[] {
  return sequencerTensors(resolveSequencer(variantConfig(variant)));
}

/** Tensors by timm name: amplitude * sin(0.05 i^2 + 0.7 i + 1.3 k + 0.4), plus 1 for the scales of norms. */
export function filledTensors(variant: GoldenVariant): Map<string, io.WeightArray> {
  return fill(goldenTensors(variant), 0.4);
}

/** The same for any tensors. */
export function fill(tensors: readonly SequencerTensor[], amplitude: number): Map<string, io.WeightArray> {
  return new Map(
    tensors.map(({ name, shape }, k) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const shift = /norm.*weight$/.test(name) ? 1 : 0;
      const data = Float32Array.from(
        { length: size },
        (_, i) => amplitude * Math.sin(0.05 * i * i + 0.7 * i + 1.3 * k + 0.4) + shift,
      );
      return [name, { dtype: 'float32', shape, data }];
    }),
  );
}

/** A filled model of a variant. */
export async function filledSequencer(
  variant: GoldenVariant,
  overrides: Partial<Sequencer2dConfig> = {},
): Promise<tf.LayersModel> {
  const model = buildSequencer(variantConfig(variant, overrides));
  const skipHead = (overrides.outputs ?? 'logits') !== 'logits';
  await loadSequencerWeights(model, filledTensors(variant), { skipHead });
  return model;
}
