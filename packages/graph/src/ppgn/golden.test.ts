import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import { itHasGoldenEncodings } from '../encoding/__fixtures__/golden-encodings';
import { formulaModel, hexagon, paw } from './__fixtures__/golden-model';
import { goldenConfig, itHasGoldenScores, itPoolsFurther, itPoolsLargest, scoresOf } from './__fixtures__/golden-suite';

describe.each(testBackends())('PPGN on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  // float32 through two blocks against float64.
  itHasGoldenScores(2e-6);

  itHasGoldenEncodings(2e-6);

  itPoolsLargest();

  itPoolsFurther();

  it('leaves no tensor behind', async () => {
    for (const readout of ['max', 'sum', 'mean'] as const) {
      await expectNoLeak(async () => {
        const model = formulaModel({ ...goldenConfig, readout, normalization: 'batch', productScaling: 'sqrt-n' });
        await scoresOf(model, [paw, hexagon]);
        const mask = tf.ones([1, 2]);
        const slope = tf.grad((x: tf.Tensor) => (model.apply([x, mask]) as tf.Tensor).sum());
        tf.tidy(() => void slope(tf.ones([1, 2, 2, 2])));
        mask.dispose();
        model.dispose();
      });
    }
  });
});
