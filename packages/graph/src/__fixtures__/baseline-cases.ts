// What holds for both baselines, the 2-IGN and GIN: reference values, masks, numbering, files, memory.
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { fillByFormula, golden, goldenBatch, goldenModels, measureGolden, worstError } from './baselines';
import { read } from './read';

// float32 against a reference in float64, or against itself.
const tolerance = 1e-5;

export function itHasBaselines(): void {
  describe.each(goldenModels)('$name', (model) => {
    it.each([0, 7])('has the scores, loss and gradients of the reference, with padding %d', async (padding) => {
      await expectNoLeak(async () => {
        const { scores, loss, gradients } = await measureGolden(model, padding);
        const expected = golden[model.name];
        expect(worstError(scores, expected.scores)).toBeLessThan(tolerance);
        expect(worstError([loss], [expected.loss])).toBeLessThan(tolerance);
        expect(worstError(gradients.flat(), expected.gradients.flat())).toBeLessThan(tolerance);
      });
    });
  });

  it.each(goldenModels)(
    '$name gives a padded graph what it gives it alone, without a mask',
    async ({ make, weights }) => {
      const [masked, plain] = [make(), make(false)];
      fillByFormula(masked, weights);
      fillByFormula(plain, weights);
      const { pairs, mask } = goldenBatch(Number.NaN);
      const together = await read(() => masked.predict([pairs, mask]) as tf.Tensor);
      const alone: number[] = [];
      for (const [graph, { nodeCount: n }] of golden.graphs.entries()) {
        alone.push(...(await read(() => plain.predict(tf.slice(pairs, [graph, 0, 0, 0], [1, n, n, 2])) as tf.Tensor)));
      }
      expect(worstError(together, alone)).toBeLessThan(tolerance);
      tf.dispose([pairs, mask]);
      masked.dispose();
      plain.dispose();
    },
  );

  it.each(goldenModels)('$name does not see how vertices are numbered', async ({ make, weights }) => {
    const model = make();
    fillByFormula(model, weights);
    const { pairs, mask } = goldenBatch();
    const scores = await read(() => model.predict([pairs, mask]) as tf.Tensor);
    const again = await read(() => {
      const order = tf.tensor1d([4, 2, 0, 3, 1], 'int32');
      const renumbered = tf.gather(tf.gather(pairs, order, 1), order, 2);
      return model.predict([renumbered, tf.gather(mask, order, 1)]) as tf.Tensor;
    });
    expect(worstError(again, scores)).toBeLessThan(tolerance);
    tf.dispose([pairs, mask]);
    model.dispose();
  });

  it.each(goldenModels)('$name trains, and comes back from a file', async ({ make }) => {
    const model = make();
    const { pairs, mask } = goldenBatch();
    const labels = tf.oneHot(tf.tensor1d([0, 1, 0], 'int32'), 2).toFloat();
    model.compile({ optimizer: tf.train.sgd(0.02), loss: tf.losses.softmaxCrossEntropy });
    const options = { batchSize: 3, verbose: 0, shuffle: false } as const;
    const first = await model.fit([pairs, mask], labels, { ...options, epochs: 1 });
    const before = tf.memory().numTensors;
    const { history } = await model.fit([pairs, mask], labels, { ...options, epochs: 8 });
    expect(tf.memory().numTensors).toBe(before);
    expect(history.loss[7]).toBeLessThan(first.history.loss[0] as number);
    let artifacts: tf.io.ModelArtifacts | undefined;
    const save = async (saved: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> => {
      artifacts = saved;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    };
    await model.save({ save });
    const loaded = await tf.loadLayersModel({ load: async () => artifacts! });
    const scores = await read(() => model.predict([pairs, mask]) as tf.Tensor);
    const again = await read(() => loaded.predict([pairs, mask]) as tf.Tensor);
    // Loaded weights of WebGPU are on the host at first, where small tensors are computed: other roundings.
    expect(worstError(again, scores)).toBeLessThanOrEqual(tf.getBackend() === 'webgpu' ? 1e-6 : 0);
    tf.dispose([pairs, mask, labels]);
    model.dispose();
    loaded.dispose();
  });
}
