// Networks with random weights, and the test that none of them may be stronger than.
import { gin, ign, ppgn } from '@perceptrons/graph';
import * as tf from '@tensorflow/tfjs';

/** A PPGN; its embedding are scores, or with `output` the pooled values of all blocks. */
type PpgnSpec = {
  kind: 'ppgn';
  blocks: number;
  readout: 'max' | 'sum';
  normalization: 'none' | 'batch' | 'graph';
  productScaling: 'none' | 'sqrt-n' | 'n';
};

/** The form without rounding in sums over vertices and pairs, with centred factors. */
type ExactSpec = PpgnSpec & { normalization: 'graph'; form: 'exact' };

/** A network that is measured without training. */
export type UntrainedSpec =
  | PpgnSpec
  | (PpgnSpec & { output: 'pooled' })
  | ExactSpec
  | { kind: 'gin'; normalization: 'none' | 'batch' }
  | { kind: 'ign' };

/** Channels of the input: adjacency and identity. */
const INPUT_CHANNELS = 2;
/** Numbers in an embedding. */
const OUTPUTS = 16;
/** Width of every block, and of every round of GIN. */
export const WIDTH = 32;

/** Name of a network, unique among specifications; also the name of its part in the record. */
export function untrainedName(spec: UntrainedSpec): string {
  if (spec.kind === 'ign') return 'ign';
  if (spec.kind === 'gin') return `gin-${spec.normalization}`;
  const { blocks, readout, normalization, productScaling } = spec;
  const rest = [productScaling === 'none' ? '' : `-${productScaling}`, 'output' in spec ? '-pooled' : ''];
  return `ppgn-${blocks}-${readout}-${normalization}${rest.join('')}${isExact(spec) ? '-exact' : ''}`;
}

/** What a table says of a network. */
export function untrainedTitle(spec: UntrainedSpec): string {
  if (spec.kind === 'ign') return '2-IGN';
  if (spec.kind === 'gin') return `GIN, 5 rounds, ${normalizations[spec.normalization]}`;
  const { blocks, readout, normalization, productScaling } = spec;
  const scaling = productScaling === 'none' ? '' : `, product / ${productScaling === 'n' ? 'n' : 'sqrt n'}`;
  const rest = `${'output' in spec ? ', pooled values' : ''}${isExact(spec) ? ', exact sums' : ''}`;
  return `PPGN, ${blocks} block${blocks === 1 ? '' : 's'}, ${readout}, ${normalizations[normalization]}${scaling}${rest}`;
}

/** Whether graphs numbered anew have the same bits, so that any difference counts. */
export function isExact(spec: UntrainedSpec): spec is ExactSpec {
  return 'form' in spec;
}

const normalizations = { none: 'no normalisation', batch: 'batch statistics', graph: 'graph statistics' } as const;

/** Makes the network with random weights. */
export function untrainedModel(spec: UntrainedSpec, seed: number): tf.LayersModel {
  const common = { inputChannels: INPUT_CHANNELS, outputUnits: OUTPUTS, masked: false, seed };
  if (spec.kind === 'ign') return ign({ ...common, widths: [16, 32, 64], hiddenUnits: [64, 32] });
  if (spec.kind === 'gin') {
    return gin({ ...common, widths: Array<number>(5).fill(WIDTH), normalization: spec.normalization });
  }
  const { blocks, readout, normalization, productScaling } = spec;
  const blockWidths = Array<number>(blocks).fill(WIDTH);
  const form = isExact(spec) ? ({ accumulation: 'exact', centredFactors: true } as const) : {};
  const model = ppgn({ ...common, ...form, readout, normalization, productScaling, blockWidths, mlpDepth: 2 });
  if (!('output' in spec)) return model;
  const pooled = blockWidths.map((_, block) => model.getLayer(`block${block}_pool`).output as tf.SymbolicTensor);
  const outputs = pooled.length === 1 ? pooled[0] : (tf.layers.concatenate().apply(pooled) as tf.SymbolicTensor);
  return tf.model({ inputs: model.inputs, outputs });
}

/**
 * The last round of 2-FWL that a network can know of: every block is one round. Undefined for networks that are bounded by
 * 1-WL.
 *
 * @param transitive Every vertex of a graph is like every other. What the last product found reaches a sum over all pairs
 *   linearly, as sums over rows, which are then all alike: a sum loses that round. In other graphs it does not lose all of it:
 *   the sum of a square of the adjacency is the sum of squared degrees.
 */
export function largestRound(spec: UntrainedSpec, transitive: boolean): number | undefined {
  if (spec.kind !== 'ppgn') return undefined;
  const linearEnd = transitive && spec.readout === 'sum' && spec.normalization !== 'graph';
  return linearEnd ? spec.blocks - 1 : spec.blocks;
}
