// What holds for both baselines, the 2-IGN and GIN: reference values, masks, numbering, files, memory.
import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fillByFormula, golden, goldenBatch, goldenModels, measureGolden, worstError } from './__fixtures__/baselines';

// The reference is float64. Gradients add up contributions of many pairs and pass through square roots of variances.
const [valueTolerance, gradientTolerance] = [1e-5, 5e-5];

describe.each(testBackends())('baselines on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  describe.each(goldenModels)('$name', (model) => {
    it.each([0, 7])('has the scores, loss and gradients of the reference, with padding %d', async (padding) => {
      await expectNoLeak(async () => {
        const { scores, loss, gradients } = await measureGolden(model, padding);
        const expected = golden[model.name];
        expect(worstError(scores, expected.scores)).toBeLessThan(valueTolerance);
        expect(worstError([loss], [expected.loss])).toBeLessThan(valueTolerance);
        expect(worstError(gradients.flat(), expected.gradients.flat())).toBeLessThan(gradientTolerance);
      });
    });
  });

  it.each(goldenModels)('$name gives a padded graph what it gives it alone, without a mask', ({ make, weights }) => {
    tf.tidy(() => {
      const [masked, plain] = [make(), make(false)];
      fillByFormula(masked, weights);
      fillByFormula(plain, weights);
      const { pairs, mask } = goldenBatch(Number.NaN);
      const together = masked.predict([pairs, mask]) as tf.Tensor2D;
      golden.graphs.forEach(({ nodeCount: n }, graph) => {
        const alone = plain.predict(tf.slice(pairs, [graph, 0, 0, 0], [1, n, n, 2])) as tf.Tensor;
        const expected = Array.from(alone.dataSync());
        expect(worstError(tf.slice(together, [graph, 0], [1, 2]).dataSync(), expected)).toBeLessThan(valueTolerance);
      });
      masked.dispose();
      plain.dispose();
    });
  });

  it.each(goldenModels)('$name does not see how vertices are numbered', ({ make, weights }) => {
    tf.tidy(() => {
      const model = make();
      fillByFormula(model, weights);
      const { pairs, mask } = goldenBatch();
      const order = tf.tensor1d([4, 2, 0, 3, 1], 'int32');
      const renumbered = tf.gather(tf.gather(pairs, order, 1), order, 2);
      const scores = model.predict([pairs, mask]) as tf.Tensor;
      const again = model.predict([renumbered, tf.gather(mask, order, 1)]) as tf.Tensor;
      expect(worstError(again.dataSync(), Array.from(scores.dataSync()))).toBeLessThan(valueTolerance);
      model.dispose();
    });
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
    const scores = tf.tidy(() => (model.predict([pairs, mask]) as tf.Tensor).dataSync());
    const again = tf.tidy(() => (loaded.predict([pairs, mask]) as tf.Tensor).dataSync());
    expect(again).toEqual(scores);
    tf.dispose([pairs, mask, labels]);
    model.dispose();
    loaded.dispose();
  });
});
