import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { expectS32 } from './__fixtures__/expect-s32';
import golden from './__fixtures__/golden.json';
import { families, goldenImages, goldenModel } from './__fixtures__/golden-model';

describe.each(testBackends())('reference values on %s', (backend) => {
  it.each(families)('%s: logits', async (family) => {
    await init({ backend });
    const model = goldenModel(family);
    const images = goldenImages();
    const logits = model.predict(images) as tf.Tensor;
    const values = await logits.data();
    const expected = golden[`${family}-erf`].logits;
    expect(Math.max(...expected.map((value, i) => Math.abs(value - values[i])))).toBeLessThan(1e-4);
    tf.dispose([images, logits]);
    model.dispose();
  });

  it('Mixer-S/32: the published size and the logits of the reference', async () => {
    await init({ backend });
    await expectS32();
  });
});
