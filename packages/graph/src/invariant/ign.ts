import { dense, deriveSeed } from '@perceptrons/layers';
import * as tf from '@tensorflow/tfjs';
import { graphInputs } from '../graph-inputs';
import { positiveInteger, positiveIntegers } from '../layer-options';
import { diagOffDiagPooling } from '../ppgn/diag-off-diag-pooling';
import type { BasisNormalization } from './basis';
import { equivariant2to2 } from './equivariant2to2';

/** Settings of `ign`. */
export interface IgnConfig {
  /** Channels of the pair tensor; `pairChannels` of an encoding. */
  inputChannels: number;
  /** Classes or targets. */
  outputUnits: number;
  /** Channels after each equivariant layer. Default [16, 32, 256]. */
  widths?: readonly number[];
  /** Of the dense layers after the pooling. Default [512, 256]. */
  hiddenUnits?: readonly number[];
  /** `inf` (default): sums are divided by the number of their terms. */
  normalization?: BasisNormalization;
  /** Seed of the first weights. Default 0. */
  seed?: number;
  /** Whether the model reads a mask too. Default true. */
  masked?: boolean;
  /** Default `ign`. */
  name?: string;
}

/**
 * The 2-order invariant graph network: equivariant linear layers of pairs with ReLU between them, the largest value on and
 * off the diagonal, and dense layers. It tells apart what 1-WL tells apart, and nothing more.
 *
 * Inputs `pairs` [batch, n, n, inputChannels] and, unless `masked` is false, `mask` [batch, n]; output [batch, outputUnits].
 * Layers: `equi0`, `equi1`, ... and `fully1`, `fully2`, ..., as in the reference code.
 * @throws ConfigError `graph/not-a-count`, `graph/not-a-list`, `graph/unknown-choice`.
 * Source: Maron et al., "Invariant and Equivariant Graph Networks" (ICLR 2019); widths, pooling and first weights of its code.
 */
export function ign(config: IgnConfig): tf.LayersModel {
  const { outputUnits, normalization = 'inf', seed = 0, masked = true, name = 'ign' } = config;
  const widths = positiveIntegers(name, 'widths', config.widths ?? [16, 32, 256]);
  const hiddenUnits = positiveIntegers(name, 'hiddenUnits', config.hiddenUnits ?? [512, 256], 0);
  positiveInteger(name, 'outputUnits', outputUnits);
  const { inputs, pairs: clean, withMask } = graphInputs(name, { inputChannels: config.inputChannels, masked });
  const seeded = (layer: string) => ({ name: layer, seed: deriveSeed(seed, layer) });
  let pairs = clean;
  widths.forEach((units, at) => {
    const linear = equivariant2to2({ ...seeded(`equi${at}`), units, normalization });
    const activation = tf.layers.activation({ activation: 'relu', name: `relu${at}` });
    pairs = activation.apply(linear.apply(withMask(pairs))) as tf.SymbolicTensor;
  });
  let features = diagOffDiagPooling({ name: 'pool' }).apply(withMask(pairs)) as tf.SymbolicTensor;
  [...hiddenUnits, outputUnits].forEach((units, at) => {
    const activation = at < hiddenUnits.length ? 'relu' : 'linear';
    const layer = dense({ ...seeded(`fully${at + 1}`), units, activation, kernelInitializer: 'xavierUniform' });
    features = layer.apply(features) as tf.SymbolicTensor;
  });
  return tf.model({ inputs, outputs: features, name });
}
