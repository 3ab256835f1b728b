// Scores only: a software adapter takes a tenth of a second and more for each shader. The gradients are made of the same ops.
import { init } from '@perceptrons/tensor';
import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { fillByFormula, golden, goldenBatch, goldenModels, worstError } from './__fixtures__/baselines';

// Divisions are the device's own.
const tolerance = 1e-4;

describeWebgpu('baselines on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });

  it.each(goldenModels.filter(({ name }) => name === 'ignWithoutNormalization' || name === 'ginMean'))(
    '$name has the scores of the reference',
    async ({ name, make, weights }) => {
      await expectNoLeak(async () => {
        const model = make();
        fillByFormula(model, weights);
        const { pairs, mask } = goldenBatch(7);
        const scores = model.predict([pairs, mask]) as tf.Tensor;
        expect(worstError(await scores.data(), golden[name].scores)).toBeLessThan(tolerance);
        tf.dispose([pairs, mask, scores]);
        model.dispose();
      });
    },
  );
});
