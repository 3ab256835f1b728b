import { init } from '@perceptrons/tensor';
import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import { beforeAll, expect, it } from 'vitest';
import { golden, goldenModels, measureGolden, worstError } from './__fixtures__/baselines';

// Square roots and divisions are the device's own.
const tolerance = 2e-4;

describeWebgpu('baselines on webgpu', () => {
  beforeAll(async () => {
    await init({ backend: 'webgpu' });
  });

  it.each(goldenModels)('$name has the scores, loss and gradients of the reference', async (model) => {
    await expectNoLeak(async () => {
      const { scores, loss, gradients } = await measureGolden(model, 7);
      const expected = golden[model.name];
      expect(worstError([...scores, loss], [...expected.scores, expected.loss])).toBeLessThan(tolerance);
      expect(worstError(gradients.flat(), expected.gradients.flat())).toBeLessThan(tolerance);
    });
  });
});
