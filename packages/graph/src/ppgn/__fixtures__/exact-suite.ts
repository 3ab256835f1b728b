// Models with exact sums, on any backend: what must be the same to the bit, and what must not.
import { random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { encodeGraphs } from '../../encoding/encode-graphs';
import type { GraphData } from '../../graph-data';
import { namedPair } from '../../graphs/named-pairs';
import { permuteGraph, randomPermutation } from '../../graphs/permute-graph';
import { ppgn } from '../ppgn';
import type { PpgnConfig } from '../ppgn-config';

const outputUnits = 5;

/** Two blocks with exact sums. Widths are odd, as in the golden tests, so that WebGPU compiles no further products. */
export const exactModel = (variant: Partial<PpgnConfig> = {}): tf.LayersModel =>
  ppgn({
    inputChannels: 2,
    outputUnits,
    blockWidths: [17, 17],
    accumulation: 'exact',
    centredFactors: true,
    normalization: 'graph',
    seed: 1,
    ...variant,
  });

export const exactVariants: [string, Partial<PpgnConfig>][] = [
  ['normalised by graph, largest values', {}],
  ['means', { readout: 'mean', productScaling: 'sqrt-n' }],
  ['sums, not centred, not normalised', { readout: 'sum', centredFactors: false, normalization: 'none' }],
];

/** The same graph with its vertices numbered anew. */
export const relabelled = (graph: GraphData, seed: number): GraphData =>
  permuteGraph(graph, randomPermutation(graph.nodeCount, random.key(seed)));

/** The bits of the scores of every graph, so that 0 and -0 do not pass for each other. */
export async function scoreBits(model: tf.LayersModel, graphs: readonly GraphData[], padTo?: number) {
  const { pairs, mask } = encodeGraphs(graphs, { padTo });
  const scores = model.predict([pairs, mask]) as tf.Tensor;
  const bits = new Uint32Array(Float32Array.from(await scores.data()).buffer);
  tf.dispose([pairs, mask, scores]);
  return graphs.map((_, graph) => [...bits.subarray(graph * outputUnits, (graph + 1) * outputUnits)]);
}

/** Equal bits where 2-FWL sees no difference, other bits where it sees one, in one padded batch. */
export function itHasExactBits(name: string, variant: Partial<PpgnConfig>): void {
  it(`${name}: bits are equal for other numberings and for what 2-FWL does not tell apart, for nothing else`, async () => {
    const before = tf.memory().numTensors;
    const model = exactModel(variant);
    const pairs = ['triangles-hexagon', 'decalin-bicyclopentyl', 'rook-shrikhande'].map(namedPair);
    const graphs = pairs.flatMap(({ a, b }) => [a, b]);
    const bits = await scoreBits(model, [...graphs, ...graphs.map(relabelled)], 17);
    expect(bits.slice(graphs.length)).toEqual(bits.slice(0, graphs.length));
    expect(bits[1]).not.toEqual(bits[0]);
    expect(bits[3]).not.toEqual(bits[2]);
    expect(bits[5]).toEqual(bits[4]);
    model.dispose();
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });
}
