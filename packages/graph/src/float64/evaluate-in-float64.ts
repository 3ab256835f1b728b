import { ConfigError, ShapeError } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type GraphValues, type LayerSettings, layerRules } from './layer-rules';
import type { PairValues } from './values';

/** Options of `evaluateInFloat64`. */
export interface Float64Options {
  /** Batch normalisation takes the statistics of the graphs given, as in a training step. Default false. */
  batchStatistics?: boolean;
}

interface LayerLike {
  name: string;
  getClassName(): string;
  getConfig(): tf.serialization.ConfigDict;
  getWeights(): tf.Tensor[];
  inboundNodes: ReadonlyArray<{ inboundLayers: ReadonlyArray<LayerLike> }>;
}

/**
 * Computes a PPGN in double precision, in plain TypeScript: what its outputs are without the rounding of float32, and without
 * that of exact sums.
 *
 * @param model Made by `ppgn`, with any weights and options.
 * @param pairs Features of the pairs of every graph, at its own size, as the model has them as input.
 * @returns The outputs of every graph.
 * @throws ConfigError `graph/float64-layer` for a layer that is not one of a PPGN; ShapeError `graph/float64-pairs` for pairs that
 *   do not have the channels of the model or as many numbers as they say.
 */
export async function evaluateInFloat64(
  model: tf.LayersModel,
  pairs: readonly PairValues[],
  { batchStatistics = false }: Float64Options = {},
): Promise<Float64Array[]> {
  checkPairs(model, pairs);
  const values = new Map<string, GraphValues>();
  const layers = model.layers as unknown as LayerLike[];
  for (const layer of layers) {
    const className = layer.getClassName();
    // The mask has nothing to say about graphs of their own size.
    const inputs = layer.inboundNodes[0].inboundLayers.flatMap(({ name }) => values.get(name) ?? []);
    if (className === 'InputLayer') {
      if (layer.name === inputName(model)) values.set(layer.name, { kind: 'pairs', graphs: [...pairs] });
      continue;
    }
    const rule = layerRules[className];
    if (rule === undefined) {
      throw new ConfigError({
        code: 'graph/float64-layer',
        argument: 'model',
        message: `evaluateInFloat64: layer "${layer.name}" is a ${className}. Models of ppgn have ${Object.keys(layerRules).join(', ')}.`,
      });
    }
    const settings: LayerSettings = {
      config: layer.getConfig(),
      weights: await Promise.all(
        layer.getWeights().map(async (weight) => ({
          shape: weight.shape,
          data: Float64Array.from(await weight.data()),
        })),
      ),
      batchStatistics,
    };
    values.set(layer.name, rule(inputs, settings));
  }
  const last = values.get(layers[layers.length - 1].name);
  return last?.kind === 'vectors' ? last.graphs : [];
}

function checkPairs(model: tf.LayersModel, pairs: readonly PairValues[]): void {
  const wanted = model.inputs[0].shape[3];
  for (const [index, { side, channels, data }] of pairs.entries()) {
    if (channels === wanted && data.length === side * side * channels) continue;
    throw new ShapeError({
      code: 'graph/float64-pairs',
      argument: 'pairs',
      message: `evaluateInFloat64: graph ${index} has ${data.length} numbers for side ${side} and ${channels} channels. Pass side x side x channels of them; the model takes ${wanted} channels.`,
    });
  }
}

/** The first input holds the pairs. */
function inputName(model: tf.LayersModel): string {
  return model.inputLayers[0].name;
}
