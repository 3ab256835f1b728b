// How far a network of few blocks sees: cycles are the ladder, and every rung beyond its reach must stay invisible.
import { init } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gap } from '../__fixtures__/read';
import type { GraphData } from '../graph-data';
import { circularSkipLink, rookGraph, shrikhandeGraph } from '../graphs/generators';
import { cyclePair, exactOutputs, ladderModel } from './__fixtures__/ladder-cases';

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

/** float64 through a few blocks with normalisation, and what a difference exceeds. */
const [equal, different] = [1e-10, 1e-6];

/** Largest difference of the outputs of two graphs relative to the largest output. */
async function gapOf(model: tf.LayersModel, graphs: [GraphData, GraphData]): Promise<number> {
  const [a, b] = await exactOutputs(model, graphs);
  return gap(b, a);
}

describe('the depth ladder in float64', () => {
  it.each([
    ['max', 1, 4, 1],
    ['max', 2, 8, 1],
    // Largest values can hide what the last product has seen, and do so here for every other seed.
    ['max', 3, 16, 3],
    ['sum', 1, 2, 1],
    ['sum', 2, 4, 1],
    ['sum', 3, 8, 1],
  ] as const)(
    '%s readout, %i blocks: one cycle of 2 m and two of m part up to m = %i',
    async (readout, blocks, longest, seed) => {
      const model = ladderModel(readout, blocks, { seed });
      for (let m = Math.max(3, longest); m <= longest + 2; m++) {
        const found = await gapOf(model, cyclePair(m));
        if (m <= longest) expect(found, `m = ${m}`).toBeGreaterThan(different);
        else expect(found, `m = ${m}`).toBeLessThan(equal);
      }
      expect(await gapOf(model, [rookGraph(), shrikhandeGraph()])).toBeLessThan(equal);
      model.dispose();
    },
  );

  it.each([
    ['max', 1, 32, 17],
    ['max', 2, 32, 45],
    ['sum', 2, 16, 17],
    ['sum', 3, 16, 45],
  ] as const)(
    '%s readout, %i blocks of %i channels: part %i of the 45 pairs of circular skip links',
    async (readout, blocks, width, count) => {
      const model = ladderModel(readout, blocks, { width });
      const graphs = [2, 3, 4, 5, 6, 9, 11, 12, 13, 16].map((skip) => circularSkipLink({ nodeCount: 41, skip }));
      const outputs = await exactOutputs(model, graphs);
      const gaps = outputs.flatMap((first, i) => outputs.slice(i + 1).map((second) => gap(second, first)));
      expect(gaps).toHaveLength(45);
      expect(gaps.filter((found) => found > different)).toHaveLength(count);
      // Between the two there is nothing.
      expect(gaps.filter((found) => found < equal)).toHaveLength(45 - count);
      model.dispose();
    },
  );
});
