// What the layers of a PPGN compute, in double precision, by the names under which they are saved.
import type * as tf from '@tensorflow/tfjs';
import { channelProduct, type DenseValues, denseRows, joinRows, type PairValues, poolPairs } from './values';

/** Values of a layer for all graphs. */
export type GraphValues = { kind: 'pairs'; graphs: PairValues[] } | { kind: 'vectors'; graphs: Float64Array[] };

/** Configuration and weights of a layer. */
export interface LayerSettings {
  config: tf.serialization.ConfigDict;
  weights: Array<{ shape: number[]; data: Float64Array }>;
  batchStatistics: boolean;
}

type Rule = (inputs: GraphValues[], settings: LayerSettings) => GraphValues;

const pairsOf = ([input]: GraphValues[]): PairValues[] => (input.kind === 'pairs' ? input.graphs : []);

const eachPairs =
  (compute: (x: PairValues, settings: LayerSettings) => PairValues): Rule =>
  (inputs, settings) => ({ kind: 'pairs', graphs: pairsOf(inputs).map((x) => compute(x, settings)) });

/** Kernels and biases in turn. */
function denseMaps(weights: LayerSettings['weights']): DenseValues[] {
  return Array.from({ length: weights.length / 2 }, (_, index) => {
    const [kernel, bias] = weights.slice(2 * index, 2 * index + 2);
    return { kernel: kernel.data, bias: bias.data, inputs: kernel.shape[0], outputs: kernel.shape[1] };
  });
}

function block(x: PairValues, { config, weights }: LayerSettings): PairValues {
  const maps = denseMaps(weights);
  const depth = config.mlpDepth as number;
  const run = (layers: DenseValues[]): PairValues => {
    const data = layers.reduce((rows, layer) => denseRows(rows, layer, true), x.data);
    const { outputs: channels } = layers[depth - 1];
    return { side: x.side, channels, data: config.centredFactors === true ? centred(data, channels) : data };
  };
  const product = channelProduct(run(maps.slice(0, depth)), run(maps.slice(depth, 2 * depth)));
  const power = { none: 0, 'sqrt-n': -0.5, n: -1 }[config.productScaling as 'none' | 'sqrt-n' | 'n'];
  const scale = x.side ** power;
  product.data.forEach((value, at) => {
    product.data[at] = value * scale;
  });
  const skip = maps[2 * depth];
  const y = denseRows(joinRows(x, product).data, skip, config.skipActivation === 'relu');
  if (config.residual && skip.outputs === x.channels) {
    x.data.forEach((value, at) => {
      y[at] += value;
    });
  }
  return { side: x.side, channels: skip.outputs, data: y };
}

/** Every channel without its mean over all rows. */
function centred(x: Float64Array, channels: number): Float64Array {
  const [mean] = moments([x], channels, new Float64Array(channels));
  return x.map((value, at) => value - mean[at % channels]);
}

/** Mean and variance of every channel around a share of its mean, over the rows of all `parts`. */
function moments(parts: readonly Float64Array[], channels: number, share: Float64Array): [Float64Array, Float64Array] {
  const rows = parts.reduce((sum, { length }) => sum + length, 0) / channels;
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  for (const part of parts) {
    part.forEach((value, at) => {
      mean[at % channels] += value / rows;
    });
  }
  for (const part of parts) {
    part.forEach((value, at) => {
      const c = at % channels;
      variance[c] += (value - share[c] * mean[c]) ** 2 / rows;
    });
  }
  return [mean, variance];
}

/** (x - centre) / sqrt(variance + epsilon) gamma + beta, channel by channel. */
function scaled(
  x: Float64Array,
  [centre, variance]: readonly Float64Array[],
  epsilon: number,
  gamma?: Float64Array,
  beta?: Float64Array,
): Float64Array {
  const channels = centre.length;
  return x.map((value, at) => {
    const c = at % channels;
    return ((value - centre[c]) / Math.sqrt(variance[c] + epsilon)) * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0);
  });
}

function graphNormalization(x: PairValues, { config, weights }: LayerSettings): PairValues {
  const [gamma, beta, alpha] = weights.map(({ data }) => data);
  const [mean, variance] = moments([x.data], x.channels, alpha);
  const centre = mean.map((value, c) => value * alpha[c]);
  return { ...x, data: scaled(x.data, [centre, variance], config.epsilon as number, gamma, beta) };
}

const batchNormalization: Rule = ([input], { config, weights, batchStatistics }) => {
  const values = weights.map(({ data }) => data);
  const [movingMean, movingVariance] = values.slice(-2);
  const [gamma, beta] = config.affine ? values : [];
  const rows = input.kind === 'pairs' ? input.graphs.map(({ data }) => data) : input.graphs;
  const channels = movingMean.length;
  const statistics = batchStatistics
    ? moments(rows, channels, new Float64Array(channels).fill(1))
    : [movingMean, movingVariance];
  const results = rows.map((row) => scaled(row, statistics, config.epsilon as number, gamma, beta));
  if (input.kind === 'vectors') return { kind: 'vectors', graphs: results };
  return { kind: 'pairs', graphs: input.graphs.map((x, index) => ({ ...x, data: results[index] })) };
};

const dense: Rule = ([input], { config, weights }) => {
  const [layer] = denseMaps(weights);
  const rows = input.kind === 'vectors' ? input.graphs : [];
  return { kind: 'vectors', graphs: rows.map((row) => denseRows(row, layer, config.activation === 'relu')) };
};

const add: Rule = (inputs) => {
  const lists = inputs.map((input) => (input.kind === 'vectors' ? input.graphs : []));
  const sum = (_: Float64Array, graph: number): Float64Array =>
    lists[0][graph].map((_value, at) => lists.reduce((total, list) => total + list[graph][at], 0));
  return { kind: 'vectors', graphs: lists[0].map(sum) };
};

/** Rules by class name. */
export const layerRules: Readonly<Record<string, Rule>> = {
  PerceptronsMaskPairs: ([input]) => input,
  PerceptronsPpgnBlock: eachPairs(block),
  PerceptronsGraphNormalization: eachPairs(graphNormalization),
  PerceptronsMaskedBatchNormalization: batchNormalization,
  PerceptronsDiagOffDiagPooling: (inputs, { config }) => ({
    kind: 'vectors',
    graphs: pairsOf(inputs).map((x) => poolPairs(x, config.readout as 'max' | 'sum' | 'mean')),
  }),
  Dense: dense,
  PerceptronsDense: dense,
  Add: add,
};
