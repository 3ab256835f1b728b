import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { GraphData } from '../../graph-data';
import { cycleGraph } from '../../graphs/generators';
import { graphFromEdges } from '../../graphs/graph-from-edges';
import { formulaModel } from '../../ppgn/__fixtures__/golden-model';
import { encodeGraphs } from '../encode-graphs';
import type { EncodePairsOptions } from '../encode-pairs';

/** Scores of encoded graphs, from networks with weights by formula; reference values in float64. */
export function itHasGoldenEncodings(tolerance: number): void {
  const paw = graphFromEdges(
    [
      [0, 1],
      [1, 2],
      [0, 2],
      [2, 3],
    ],
    { nodeLabels: [0, 0, 1, 0] },
  );
  // Padded by a larger graph after it.
  const hexagon: GraphData = { ...cycleGraph(6), nodeLabels: new Int32Array(6) };

  it.each<[string, EncodePairsOptions, number, number[]]>([
    ['adjacency and identity', {}, 2, [0.16826364, -0.08509678]],
    [
      'the encoding of the published code',
      { encoding: 'reference-tu', nodeLabelCount: 2 },
      3,
      [0.04338461, 0.27145912],
    ],
  ])('scores the paw from %s, alone and beside a larger graph', async (_, options, inputChannels, expected) => {
    const model = formulaModel({ inputChannels, outputUnits: 2, blockWidths: [3, 3] });
    for (const graphs of [[paw], [paw, hexagon]]) {
      const { pairs, mask } = encodeGraphs(graphs, options);
      const scores = model.predict([pairs, mask]) as tf.Tensor;
      const values = await scores.data();
      for (const [i, value] of expected.entries()) expect(Math.abs(values[i] - value)).toBeLessThan(tolerance);
      tf.dispose([pairs, mask, scores]);
    }
    model.dispose();
  });
}
