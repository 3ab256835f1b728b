// How far blocks see, in the float32 of a backend: it parts what double precision parts, and nothing beyond.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { gap, read } from '../../__fixtures__/read';
import { encodeGraphs } from '../../encoding/encode-graphs';
import { encodePairs } from '../../encoding/encode-pairs';
import { evaluateInFloat64 } from '../../float64/evaluate-in-float64';
import type { GraphData } from '../../graph-data';
import { disjointUnion } from '../../graphs/disjoint-union';
import { cycleGraph } from '../../graphs/generators';
import type { Readout } from '../diag-off-diag-pooling';
import { ppgn } from '../ppgn';

/** A random network for the ladder: blocks of equal width, normalised over the batch. */
export function ladderModel(readout: Readout, blocks: number, { width = 32, seed = 1 } = {}): tf.LayersModel {
  return ppgn({
    inputChannels: 2,
    outputUnits: 4,
    blockWidths: Array<number>(blocks).fill(width),
    readout,
    normalization: 'batch',
    seed,
  });
}

/** One cycle of 2 m vertices, and two of m. */
export const cyclePair = (m: number): [GraphData, GraphData] => [
  cycleGraph(2 * m),
  disjointUnion(cycleGraph(m), cycleGraph(m)),
];

/** Outputs in float64, each graph at its own size, with the statistics of this batch. */
export function exactOutputs(model: tf.LayersModel, graphs: readonly GraphData[]): Promise<Float64Array[]> {
  const pairs = graphs.map((graph) => ({
    side: graph.nodeCount,
    channels: 2,
    data: Float64Array.from(encodePairs([graph]).values),
  }));
  return evaluateInFloat64(model, pairs, { batchStatistics: true });
}

/** What normalised float32 leaves of an equality, and what a difference has to exceed. */
const [equal, different] = [1e-4, 1e-3];

export function itClimbsTheLadder(): void {
  it.each([
    ['max', 1, 4],
    ['sum', 2, 4],
  ] as const)(
    '%s readout, %i blocks: parts one cycle of 2 m from two of m up to m = %i',
    async (readout, blocks, longest) => {
      const model = ladderModel(readout, blocks);
      for (const m of [longest, longest + 1]) {
        const graphs = cyclePair(m);
        const exact = (await exactOutputs(model, graphs)).flatMap((outputs) => [...outputs]);
        const { pairs, mask } = encodeGraphs(graphs);
        const scores = await read(() => model.apply([pairs, mask], { training: true }) as tf.Tensor);
        tf.dispose([pairs, mask]);
        expect(gap(scores, exact), `m = ${m}`).toBeLessThan(equal);
        const [one, two] = [scores.slice(0, 4), scores.slice(4)];
        if (m === longest) expect(gap(one, two), `m = ${m}`).toBeGreaterThan(different);
        else expect(gap(one, two), `m = ${m}`).toBeLessThan(equal);
      }
      model.dispose();
    },
  );
}
