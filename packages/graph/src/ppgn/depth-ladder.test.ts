// How far a network of few blocks sees: cycles are the ladder, and every rung beyond its reach must stay invisible.
import { init } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePairs } from '../encoding/encode-pairs';
import { evaluateInFloat64 } from '../float64/evaluate-in-float64';
import type { GraphData } from '../graph-data';
import { disjointUnion } from '../graphs/disjoint-union';
import { cycleGraph, rookGraph, shrikhandeGraph } from '../graphs/generators';
import { ppgn } from './ppgn';

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

/** Largest difference of the outputs of two graphs relative to the largest output, in float64. */
function gap(model: tf.LayersModel, graphs: [GraphData, GraphData]): number {
  const pairs = graphs.map((graph) => ({
    side: graph.nodeCount,
    channels: 2,
    data: Float64Array.from(encodePairs([graph]).values),
  }));
  const [a, b] = evaluateInFloat64(model, pairs, { batchStatistics: true });
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / Math.max(...a.map(Math.abs));
}

const cycles = (m: number): [GraphData, GraphData] => [cycleGraph(2 * m), disjointUnion(cycleGraph(m), cycleGraph(m))];

/** float64 through a few blocks with normalisation. */
const equal = 1e-10;

describe('the depth ladder in float64', () => {
  it.each([
    ['max', 1, 4],
    ['max', 2, 8],
    ['sum', 1, 2],
    ['sum', 2, 4],
  ] as const)('%s readout, %i blocks: one cycle of 2 m and two of m part up to m = %i', (readout, blocks, longest) => {
    const model = ppgn({
      inputChannels: 2,
      outputUnits: 4,
      blockWidths: Array<number>(blocks).fill(32),
      readout,
      normalization: 'batch',
      seed: 1,
    });
    for (let m = Math.max(3, longest); m <= longest + 2; m++) {
      if (m <= longest) expect(gap(model, cycles(m)), `m = ${m}`).toBeGreaterThan(1e-6);
      else expect(gap(model, cycles(m)), `m = ${m}`).toBeLessThan(equal);
    }
    expect(gap(model, [rookGraph(), shrikhandeGraph()])).toBeLessThan(equal);
    model.dispose();
  });
});
