import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { maskedToyModel, toyGraphs, toyModel } from './__fixtures__/toy';
import { type GraphBatch, graphBatches, planBatches } from './graph-batches';
import { predictGraphs } from './predict-graphs';

const graphs = toyGraphs(23);
const numbers = Float32Array.from({ length: 46 }, (_, i) => i);

/** The first target of every graph of every batch, and the sizes of the inputs; batches are disposed. */
async function read(dataset: tf.data.Dataset<GraphBatch>) {
  const batches: Array<{ rows: number[]; shapes: number[][] }> = [];
  await dataset.forEachAsync(({ xs, ys }) => {
    const inputs = Array.isArray(xs) ? xs : [xs];
    batches.push({
      rows: Array.from(ys.dataSync()).filter((_, i) => i % 2 === 0),
      shapes: inputs.map(({ shape }) => shape),
    });
    tf.dispose([xs, ys]);
  });
  return batches;
}

describe('graphBatches', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('yields every graph once, with its target, equal sizes together', async () => {
    await expectNoLeak(async () => {
      const dataset = graphBatches(graphs, numbers, { batchSize: 4, key: 1 });
      const batches = await read(dataset);
      expect(dataset.size).toBe(batches.length);
      expect(batches.flatMap(({ rows }) => rows).sort((a, b) => a - b)).toEqual(graphs.map((_, i) => 2 * i));
      for (const { rows, shapes } of batches) {
        const [size] = rows.map((row) => graphs[row / 2].nodeCount);
        expect(rows.every((row) => graphs[row / 2].nodeCount === size)).toBe(true);
        expect(shapes).toEqual([[rows.length, size, size, 2]]);
      }
    });
  });

  it('pads full batches and gives the mask', async () => {
    const batches = await read(graphBatches(graphs, numbers, { batchSize: 4, batching: 'padded', key: 1 }));
    expect(batches.map(({ rows }) => rows.length)).toEqual([4, 4, 4, 4, 4, 3]);
    for (const { rows, shapes } of batches) {
      const largest = Math.max(...rows.map((row) => graphs[row / 2].nodeCount));
      expect(shapes).toEqual([
        [rows.length, largest, largest, 2],
        [rows.length, largest],
      ]);
    }
  });

  it('goes on after the batches that are skipped, and has another order in every epoch', async () => {
    const rows = async (epoch: number, skip: number) =>
      (await read(graphBatches(graphs, numbers, { batchSize: 4, key: 1, epoch, skip }))).map((batch) => batch.rows);
    const whole = await rows(1, 0);
    expect(await rows(1, 0)).toEqual(whole);
    expect(await rows(1, 3)).toEqual(whole.slice(3));
    expect(await rows(2, 0)).not.toEqual(whole);
    expect(planBatches(graphs, { batchSize: 4, key: 1, epoch: 2 })).toHaveLength(whole.length);
  });
});

describe('predictGraphs', () => {
  it('gives the outputs in the order of the graphs, with and without mask, whatever the batches', async () => {
    await expectNoLeak(async () => {
      const plain = toyModel(2);
      const masked = maskedToyModel(2);
      const one = await predictGraphs(plain, graphs, { batchSize: 1 });
      expect(one).toHaveLength(46);
      for (const [model, batchSize] of [[plain, 64] as const, [masked, 3] as const]) {
        const outputs = await predictGraphs(model, graphs, { batchSize });
        outputs.forEach((value, i) => {
          expect(value).toBeCloseTo(one[i], 5);
        });
      }
      plain.dispose();
      masked.dispose();
    });
  });

  it('refuses a model with other inputs', async () => {
    const inputs = [1, 2, 3].map(() => tf.input({ shape: [2] }));
    const model = tf.model({ inputs, outputs: tf.layers.add().apply(inputs) as tf.SymbolicTensor });
    await expect(predictGraphs(model, graphs)).rejects.toMatchObject({ code: 'graph/model-inputs' });
  });
});
