import { dense, deriveSeed } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { graphInputs } from '../graph-inputs';
import { oneOf, positiveInteger, positiveIntegers } from '../layer-options';
import { maskedBatchNormalization } from '../normalization/masked-batch-normalization';
import { neighbourSum } from './neighbour-sum';
import { neighbourWeights } from './neighbour-weights';
import { vertexFeatures } from './vertex-features';
import { vertexPooling } from './vertex-pooling';

/** Settings of `gin`. */
export interface GinConfig {
  /** Channels of the pair tensor; `pairChannels` of an encoding. */
  inputChannels: number;
  /** Classes or targets. */
  outputUnits: number;
  /** Channels of the vertices after each round. Default [64, 64, 64, 64, 64]. */
  widths?: readonly number[];
  /** Dense layers in the MLP of a round. Default 2. */
  mlpDepth?: number;
  /** Whether each round trains its weight of the vertex itself. Default false: the sum counts it once (GIN-0). */
  trainEpsilon?: boolean;
  /** Channel of the pair tensor that holds the adjacency. Default 0. */
  adjacencyChannel?: number;
  /** How vertices become a graph. Default `sum`. */
  readout?: 'sum' | 'mean';
  /** `batch`: batch normalisation over the real vertices after each dense layer of an MLP. Default `none`. */
  normalization?: 'none' | 'batch';
  /** Seed of the first weights. Default 0. */
  seed?: number;
  /** Whether the model reads a mask too. Default true. */
  masked?: boolean;
  /** Default `gin`. */
  name?: string;
}

/**
 * The graph isomorphism network: rounds of h_v = MLP((1 + epsilon) h_v + sum over neighbours of h_w), and a score that adds
 * up linear maps of the pooled vertices of every round, the start included. It is as strong as a network that passes
 * messages can be, which is 1-WL.
 *
 * Inputs `pairs` [batch, n, n, inputChannels] and, unless `masked` is false, `mask` [batch, n], as for `ppgn` and `ign`;
 * output [batch, outputUnits]. Vertices start with the diagonal of the pair tensor and a constant 1; neighbours are what
 * stands off the diagonal in the adjacency channel. ReLU follows every dense layer of an MLP.
 * @throws ConfigError `graph/not-a-count`, `graph/not-a-list`, `graph/unknown-choice`, `graph/adjacency-channel`.
 * Source: Xu, Hu, Leskovec, Jegelka, "How Powerful are Graph Neural Networks?" (ICLR 2019), equations 4.1 and 4.2; the linear
 * map of each round and the places of the batch normalisation are those of its code. No dropout.
 */
export function gin(config: GinConfig): tf.LayersModel {
  const { outputUnits, mlpDepth = 2, seed = 0, masked = true, name = 'gin' } = config;
  const { trainEpsilon = false, adjacencyChannel = 0, readout = 'sum' } = config;
  const widths = positiveIntegers(name, 'widths', config.widths ?? [64, 64, 64, 64, 64]);
  positiveInteger(name, 'outputUnits', outputUnits);
  positiveInteger(name, 'mlpDepth', mlpDepth);
  const normalization = oneOf(name, 'normalization', config.normalization ?? 'none', ['none', 'batch']);
  const { inputs, pairs, withMask } = graphInputs(name, { inputChannels: config.inputChannels, masked });
  const seeded = (layer: string, units: number) => {
    return { name: layer, seed: deriveSeed(seed, layer), units, kernelInitializer: 'xavierUniform' as const };
  };
  const symbol = (result: tf.Tensor | tf.Tensor[] | tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    result as tf.SymbolicTensor;
  const weights = symbol(neighbourWeights({ channel: adjacencyChannel, name: 'neighbours' }).apply(withMask(pairs)));
  let vertices = symbol(vertexFeatures({ name: 'features' }).apply(withMask(pairs)));
  const score = (round: number) => {
    const pooled = symbol(vertexPooling({ readout, name: `pool${round}` }).apply(withMask(vertices)));
    return symbol(dense(seeded(`score${round}`, outputUnits)).apply(pooled));
  };
  const scores = [score(0)];
  widths.forEach((units, at) => {
    const round = at + 1;
    vertices = symbol(neighbourSum({ trainEpsilon, name: `sum${round}` }).apply([vertices, weights]));
    for (let depth = 1; depth <= mlpDepth; depth++) {
      const part = `round${round}_dense${depth}`;
      if (normalization === 'none') {
        vertices = symbol(dense({ ...seeded(part, units), activation: 'relu' }).apply(vertices));
        continue;
      }
      vertices = symbol(dense(seeded(part, units)).apply(vertices));
      const norm = maskedBatchNormalization({ name: `round${round}_norm${depth}` });
      vertices = symbol(norm.apply(withMask(vertices)));
      vertices = symbol(
        tf.layers.activation({ activation: 'relu', name: `round${round}_relu${depth}` }).apply(vertices),
      );
    }
    scores.push(score(round));
  });
  return tf.model({ inputs, outputs: symbol(tf.layers.add({ name: 'scores' }).apply(scores)), name });
}
