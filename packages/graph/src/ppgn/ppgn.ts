import { dense, deriveSeed } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { graphNormalization } from '../normalization/graph-normalization';
import { maskedBatchNormalization } from '../normalization/masked-batch-normalization';
import { PairModel } from '../pair-model';
import { diagOffDiagPooling } from './diag-off-diag-pooling';
import { edgeReadout } from './edge-readout';
import { maskPairs } from './mask-pairs';
import { maskVertices } from './mask-vertices';
import { ppgnBlock } from './ppgn-block';
import { type PpgnConfig, type ResolvedPpgn, resolvePpgn } from './ppgn-config';
import { vertexReadout } from './vertex-readout';

/**
 * A provably powerful graph network: blocks of channel-wise matrix products over all vertex pairs, and a readout. It tells
 * apart what the 2-dimensional folklore Weisfeiler-Leman test can, and nothing more.
 *
 * Inputs `pairs` [batch, n, n, inputChannels] and, unless `masked` is false, `mask` [batch, n]: 1 for a vertex, 0 for padding.
 * n may differ from call to call. Output: logits of classes, or targets; [batch, outputUnits] for graphs, [batch, n, outputUnits]
 * for vertices, [batch, n, n, outputUnits] for unordered pairs, 0 outside of the mask. A masked batch gives exactly what its
 * graphs give unpadded, whatever lies in the padding.
 *
 * Layers: `block<l>`, l from 0, with `block<l>_norm` if normalised; suffix `new`: `block<l>_pool`, `block<l>_scores`; suffix
 * `old`: `pool`, `hidden<k>`, `scores`.
 *
 * @throws ConfigError `graph/not-a-count`, `graph/not-a-list`, `graph/unknown-choice`, `graph/inexact-normalization`; when it runs,
 * `graph/too-many-terms` for graphs beyond the reach of exact sums.
 * Source: Maron, Ben-Hamu, Serviansky, Lipman, "Provably Powerful Graph Networks" (NeurIPS 2019). Ours: masks, outputs for vertices
 * and pairs, readouts other than `max`, scaling, `normalization: 'graph'`, residual, `accumulation`, `centredFactors`.
 */
export function ppgn(given: PpgnConfig): tf.LayersModel {
  const config = resolvePpgn(given);
  const pairs = tf.input({ shape: [null, null, config.inputChannels], name: 'pairs' });
  const mask = config.masked ? tf.input({ shape: [null], name: 'mask' }) : undefined;
  const withMask = (x: tf.SymbolicTensor): tf.SymbolicTensor | tf.SymbolicTensor[] => (mask ? [x, mask] : x);
  let x = mask ? apply(maskPairs({ name: 'clean' }), withMask(pairs)) : pairs;
  const blocks = config.blockWidths.map((units, l) => {
    x = block(config, `block${l}`, units, withMask, x);
    return x;
  });
  const pool = (name: string, values: tf.SymbolicTensor) => apply(readoutLayer(config, name), withMask(values));
  const scores =
    config.suffix === 'new'
      ? sum(blocks.map((values, l) => linear(config, `block${l}_scores`, pool(`block${l}_pool`, values))))
      : perceptron(config, pool('pool', x));
  const normalized = config.bareNormalization
    ? apply(batchNormalization(config, 'scores_norm'), withMask(scores))
    : scores;
  // The biases of the suffix reach the padding.
  const outputs =
    mask && config.output !== 'graph'
      ? apply((config.output === 'node' ? maskVertices : maskPairs)({ name: 'masked_scores' }), [normalized, mask])
      : normalized;
  return new PairModel({ inputs: mask ? [pairs, mask] : pairs, outputs, name: config.name });
}

function readoutLayer({ output, readout, accumulation }: ResolvedPpgn, name: string): tf.layers.Layer {
  if (output === 'node') return vertexReadout({ name });
  return output === 'edge' ? edgeReadout({ name }) : diagOffDiagPooling({ name, readout, accumulation });
}

function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}

function block(
  config: ResolvedPpgn,
  name: string,
  units: number,
  withMask: (x: tf.SymbolicTensor) => tf.SymbolicTensor | tf.SymbolicTensor[],
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  const { mlpDepth, skipActivation, productScaling, residual, checkpoint, kernelInitializer, normalization } = config;
  const { accumulation, centredFactors } = config;
  const seed = deriveSeed(config.seed, name);
  const layer = ppgnBlock({
    name,
    units,
    mlpDepth,
    skipActivation,
    productScaling,
    residual,
    checkpoint,
    accumulation,
    centredFactors,
    kernelInitializer,
    seed,
  });
  const y = apply(layer, withMask(x));
  if (normalization === 'none') return y;
  const norm =
    normalization === 'graph'
      ? graphNormalization({ name: `${name}_norm`, accumulation })
      : batchNormalization(config, `${name}_norm`);
  return apply(norm, withMask(y));
}

function batchNormalization({ bareNormalization }: ResolvedPpgn, name: string): tf.layers.Layer {
  return maskedBatchNormalization(bareNormalization ? { name, affine: false, momentum: 0 } : { name });
}

function linear(
  { outputUnits: units, kernelInitializer, seed }: ResolvedPpgn,
  name: string,
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  return apply(dense({ name, units, kernelInitializer, seed: deriveSeed(seed, name) }), x);
}

function perceptron(config: ResolvedPpgn, pooled: tf.SymbolicTensor): tf.SymbolicTensor {
  const { hiddenUnits, kernelInitializer, seed } = config;
  const hidden = hiddenUnits.reduce((x, units, k) => {
    const name = `hidden${k}`;
    const settings = { name, units, activation: 'relu', kernelInitializer, seed: deriveSeed(seed, name) } as const;
    return apply(dense(settings), x);
  }, pooled);
  return linear(config, 'scores', hidden);
}

function sum(scores: tf.SymbolicTensor[]): tf.SymbolicTensor {
  return scores.length === 1 ? scores[0] : apply(tf.layers.add({ name: 'scores' }), scores);
}
