// How graphs reach a model that is to be tested, and how its embeddings come back.
import * as tf from '@tensorflow/tfjs';
import { type EncodedGraphs, encodeGraphs } from '../encoding/encode-graphs';
import type { EncodePairsOptions } from '../encoding/encode-pairs';
import type { GraphData } from '../graph-data';

/** Options of `encodeGraphs`, or a function that encodes. */
export type GraphEncoding = EncodePairsOptions | ((graphs: readonly GraphData[]) => EncodedGraphs);

/**
 * Encodes graphs as A + I in one channel, the input of the published PPGN experiment on BREC.
 *
 * @returns As `encodeGraphs`: `pairs` [B, N, N, 1] and `mask` [B, N], to dispose of.
 */
export function encodeWithLoops(graphs: readonly GraphData[]): EncodedGraphs {
  const { pairs, mask } = encodeGraphs(graphs);
  const sum = tf.sum(pairs, 3, true) as tf.Tensor4D;
  pairs.dispose();
  return { pairs: sum, mask };
}

/** Encodes with options or a function. */
export function encodeWith(encoding: GraphEncoding, graphs: readonly GraphData[]): EncodedGraphs {
  return typeof encoding === 'function' ? encoding(graphs) : encodeGraphs(graphs, encoding);
}

/** What a model with the inputs `pairs` and, if it has two, `mask` makes of encoded graphs: [B, outputs]. */
export function embed(model: tf.LayersModel, { pairs, mask }: EncodedGraphs, training = false): tf.Tensor2D {
  const inputs = model.inputs.length === 2 ? [pairs, mask] : [pairs];
  return model.apply(inputs, { training }) as tf.Tensor2D;
}
