// The weights of a provably powerful graph network and their names in the two published codes.
import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { PpgnBlock } from '../ppgn-block';

/** One weight of a model. */
export interface PpgnTensor {
  /** Name in the model, `<layer>/<weight>`. */
  name: string;
  /** Name in a state dict of the PyTorch port. Those of normalisations, which the port lacks, are formed alike. */
  torch: string;
  /** Name of the variable in the authors' TensorFlow code; absent for a normalisation. */
  tf?: string;
  /** `pairs`: a map on the channels of every pair, there a convolution of 1x1. `rows`: a dense map. `vector`: one axis. */
  kind: 'pairs' | 'rows' | 'vector';
}

const normNames: Record<string, string> = {
  gamma: 'weight',
  beta: 'bias',
  alpha: 'mean_scale',
  movingMean: 'running_mean',
  movingVariance: 'running_var',
};

/**
 * The weights of a model made by `ppgn`, also after saving and loading, in the order of the PyTorch port's state dict: block
 * by block, then the maps of the suffix.
 *
 * @throws ConfigError `graph/not-a-ppgn` for another model.
 */
export function ppgnTensors(model: tf.LayersModel): PpgnTensor[] {
  const blocks = blocksOf(model);
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const norm = (layer: string, torch: string): PpgnTensor[] =>
    (layers.get(layer)?.weights ?? []).map(({ originalName: name }) => ({
      name,
      torch: `${torch}.${normNames[name.slice(layer.length + 1)]}`,
      kind: 'vector' as const,
    }));
  const inBlocks = blocks.flatMap((block, l) => [
    ...['mlp1', 'mlp2'].flatMap((mlp) =>
      Array.from({ length: block.mlpDepth }, (_, k) =>
        dense(`block${l}/${mlp}/fc${k + 1}`, `reg_blocks.${l}.${mlp}.convs.${k}`, `b${l}_${mlp}_conv${k + 1}`, 'pairs'),
      ).flat(),
    ),
    ...dense(`block${l}/skip`, `reg_blocks.${l}.skip.conv`, `b${l}`, 'pairs'),
    ...norm(`block${l}_norm`, `reg_blocks.${l}.norm`),
  ]);
  const isNew = layers.has('block0_scores');
  const maps = isNew
    ? blocks.map((_, l) => `block${l}_scores`)
    : [...[...layers.keys()].filter((name) => /^hidden\d+$/.test(name)), 'scores'];
  const inSuffix = maps.flatMap((name, i) => dense(name, `fc_layers.${i}.fc`, `fully${isNew ? i : i + 1}`, 'rows'));
  return [...inBlocks, ...inSuffix, ...norm('scores_norm', 'scores_norm')];
}

/** The blocks of a model made by `ppgn`. @throws ConfigError `graph/not-a-ppgn`. */
export function blocksOf(model: tf.LayersModel): PpgnBlock[] {
  const blocks = model.layers.filter((layer): layer is PpgnBlock => layer instanceof PpgnBlock);
  if (blocks.length > 0 && blocks.every(({ name }, l) => name === `block${l}`)) return blocks;
  throw new ConfigError({
    code: 'graph/not-a-ppgn',
    argument: 'model',
    message: `The model "${model.name}" has ${blocks.length} layers of the class PpgnBlock, not block0, block1 and so on. Pass a model made by ppgn, or loaded from one that was saved.`,
  });
}

function dense(name: string, torch: string, tf: string, kind: 'pairs' | 'rows'): PpgnTensor[] {
  return [
    { name: `${name}/kernel`, torch: `${torch}.weight`, tf: `${tf}/weights`, kind },
    { name: `${name}/bias`, torch: `${torch}.bias`, tf: `${tf}/biases`, kind: 'vector' },
  ];
}
