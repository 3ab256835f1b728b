// Reading a configuration back from a built Sequencer2D or V-Sequencer, so that loading also works on models that come
// from a file.
import { PatchEmbedding, SequencerBlock, VanillaSequencerBlock } from '@perceptrons/layers';
import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type ResolvedSequencer, resolveSequencer, type SequencerConfig } from '../config/resolve-sequencer';

type Settings = tf.serialization.ConfigDict;
type Block = SequencerBlock | VanillaSequencerBlock;

/**
 * The configuration of a model built by `sequencer2d` or `vSequencer`, also after saving and loading. How its weights were
 * started (`headBias`, `seed`) is not kept in a model: those have their defaults.
 *
 * @throws ConfigError `vision/not-a-sequencer` for another model.
 */
export function describeSequencer(model: tf.LayersModel): ResolvedSequencer {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const settings = (name: string) => layers.get(name)?.getConfig() ?? {};
  const stages = stagesOf(model, layers);
  const first = stages[0].blocks[0];
  const shared: Settings = first.getConfig();
  const stem = settings('stem');
  const [, height, width, inChannels] = model.inputs[0].shape;
  const isFlat = first instanceof VanillaSequencerBlock;
  return resolveSequencer({
    kind: isFlat ? 'vSequencer' : 'sequencer2d',
    imageSize: height === null || width === null ? null : [height, width],
    inChannels,
    layers: stages.map(({ blocks }) => blocks.length),
    patchSizes: stages.map(({ patchSize }) => patchSize),
    embedDims: stages.map(({ embedDim }) => embedDim),
    hiddenSizes: stages.map(({ blocks }) => blocks[0].getConfig().units),
    mlpRatios: stages.map(({ blocks }) => blocks[0].getConfig().mlpRatio),
    numClasses: settings('head').units ?? 0,
    outputs: layers.has('head') ? 'logits' : layers.has('pool') ? 'features' : 'tokens',
    onMismatch: stem.onMismatch,
    cell: shared.cell,
    ...(shared.cell === 'rnn' && { activation: shared.activation }),
    bidirectional: shared.bidirectional,
    numRnnLayers: shared.numLayers,
    biasMode: shared.biasMode,
    dropRate: settings('drop').rate ?? 0,
    mlpDropRate: shared.dropout,
    stochasticDepth: stochasticDepthOf(stages.flatMap(({ blocks }) => blocks)),
    name: model.name,
    ...(isFlat
      ? { positions: layers.has('positions'), shuffle: layers.has('shuffle') }
      : { union: shared.union, project: shared.project }),
  } as SequencerConfig);
}

interface FoundStage {
  blocks: Block[];
  patchSize: number;
  embedDim: number;
}

function stagesOf(model: tf.LayersModel, layers: Map<string, tf.layers.Layer>): FoundStage[] {
  const stages: FoundStage[] = [];
  for (let i = 0; ; i++) {
    const entrance = layers.get(i === 0 ? 'stem' : `stage${i}_downsample`);
    if (!(entrance instanceof PatchEmbedding)) break;
    const blocks: Block[] = [];
    for (let j = 0; ; j++) {
      const block = layers.get(`stage${i}_block${j}`);
      if (!(block instanceof SequencerBlock || block instanceof VanillaSequencerBlock)) break;
      blocks.push(block);
    }
    if (blocks.length === 0) break;
    stages.push({ blocks, patchSize: entrance.patchSize[0], embedDim: entrance.embedDim });
  }
  if (stages.length > 0) return stages;
  throw new ConfigError({
    code: 'vision/not-a-sequencer',
    argument: 'model',
    message: `The model "${model.name}" has no layers "stem" and "stage0_block0" of a recurrent model. Pass a model made by sequencer2d or vSequencer, or loaded from one that was saved.`,
  });
}

function stochasticDepthOf(blocks: Block[]): { rate: number; schedule: 'constant' | 'linear'; scaleByKeep: boolean } {
  const [first, last] = [blocks[0], blocks[blocks.length - 1]].map(rateOf);
  return { ...last, schedule: blocks.length === 1 || first.rate < last.rate ? 'linear' : 'constant' };
}

function rateOf(block: Block): { rate: number; scaleByKeep: boolean } {
  const value = block.getConfig().stochasticDepth as number | { rate: number; scaleByKeep?: boolean };
  return typeof value === 'number'
    ? { rate: value, scaleByKeep: true }
    : { rate: value.rate, scaleByKeep: value.scaleByKeep ?? true };
}
