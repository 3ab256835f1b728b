// Reading a configuration back from a built model, so that loading, resizing and viewing also work on models that come
// from a file.
import { ConfigError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { Family, FamilyConfig, StochasticDepthConfig } from '../config/family-config';
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config';

/**
 * The configuration of a model built by `mixer`, `gMixer`, `resMlp` or `gMlp`, also after saving and loading. How its
 * weights were started (`initScheme`, `headBias`, `seed`) is not kept in a model: those have their defaults.
 *
 * @throws ConfigError `vision/not-a-mixer` for another model.
 */
export function describeModel(model: tf.LayersModel): ResolvedConfig {
  const parts = new Parts(model);
  const family = familyOf(parts);
  const stem = parts.config('stem');
  const [, height, width, inChannels] = model.inputs[0].shape as number[];
  const channels = parts.config(family === 'gMlp' ? 'block0_expand' : 'block0_channels');
  const widths = {
    ...((family === 'mixer' || family === 'gMixer') && { tokensMlpDim: parts.config('block0_tokens').hiddenUnits }),
    ...(family === 'resMlp' && { layerScaleInit: parts.config('block0_scale1').init }),
    channelsMlpDim: channels.hiddenUnits ?? channels.units,
  };
  return resolveConfig({
    family,
    imageSize: [height, width],
    inChannels,
    patchSize: (stem.patchSize as number[])[0],
    hiddenDim: stem.embedDim,
    numBlocks: parts.blocks,
    numClasses: parts.has('head') ? parts.config('head').units : 0,
    outputs: parts.has('head') ? 'logits' : parts.has('pool') ? 'features' : 'tokens',
    gelu: channels.activation === 'gelu_new' ? 'tanh' : 'erf',
    dropRate: parts.has('drop') ? parts.config('drop').rate : 0,
    mlpDropRate: channels.dropout ?? (parts.has('block0_dropout1') ? parts.config('block0_dropout1').rate : 0),
    stochasticDepth: stochasticDepthOf(parts),
    name: model.name,
    ...widths,
  } as FamilyConfig);
}

class Parts {
  readonly blocks: number;
  private readonly layers: Map<string, tf.layers.Layer>;

  constructor(private readonly model: tf.LayersModel) {
    this.layers = new Map(model.layers.map((layer) => [layer.name, layer]));
    this.blocks = 1 + Math.max(-1, ...model.layers.map(({ name }) => Number(/^block(\d+)_/.exec(name)?.[1] ?? -1)));
  }

  has(name: string): boolean {
    return this.layers.has(name);
  }

  config(name: string): tf.serialization.ConfigDict {
    const layer = this.layers.get(name);
    if (layer === undefined) throw this.unknown(`it has no layer "${name}"`);
    return layer.getConfig();
  }

  unknown(reason: string): ConfigError {
    return new ConfigError({
      code: 'vision/not-a-mixer',
      argument: 'model',
      message: `The model "${this.model.name}" is not one of this package: ${reason}. Pass a model made by mixer, gMixer, resMlp or gMlp, or loaded from one that was saved.`,
    });
  }
}

function familyOf(parts: Parts): Family {
  if (parts.has('block0_gate')) return 'gMlp';
  if (parts.has('block0_scale1')) return 'resMlp';
  if (!parts.has('stem') || !parts.has('block0_tokens')) throw parts.unknown('it has no token-mixing blocks');
  return parts.config('block0_tokens').kind === 'glu' ? 'gMixer' : 'mixer';
}

function stochasticDepthOf(parts: Parts): StochasticDepthConfig {
  const names = Array.from({ length: parts.blocks }, (_, i) => [`block${i}_drop1`, `block${i}_drop`]);
  const found = names.map((pair) => pair.find((name) => parts.has(name)));
  const last = found.findLast((name) => name !== undefined);
  if (last === undefined) return { rate: 0 };
  const { rate, scaleByKeep } = parts.config(last) as { rate: number; scaleByKeep: boolean };
  return { rate, scaleByKeep, schedule: found[0] === undefined ? 'linear' : 'constant' };
}
