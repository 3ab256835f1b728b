import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from './__fixtures__/golden-model';
import { filledSequencer, goldenVariants } from './__fixtures__/golden-sequencer';
import golden from './__fixtures__/sequencer-golden.json';
import { itHasSymmetries, predict } from './__fixtures__/sequencer-symmetries';
import { effectiveReceptiveField } from './receptive-field/effective-receptive-field';

// Division, exp and tanh are the device's own.
const tolerance = 1e-4;

function worst(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i])));
}

describe.each(testBackends())('reference values of recurrent models on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(goldenVariants)('%s: logits, loss, and the norm of the gradient', async (variant) => {
    const expected = golden.variants[variant];
    const model = await filledSequencer(variant);
    const images = goldenImages();
    expect(worst(await predict(model, images), expected.logits)).toBeLessThan(tolerance);
    const labels = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5);
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }) as tf.Tensor).asScalar(),
    );
    const squares = tf.tidy(() => tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())));
    expect(worst(await value.data(), [expected.loss])).toBeLessThan(tolerance);
    expect(Math.abs(Math.sqrt((await squares.data())[0]) - expected.gradientNorm)).toBeLessThan(1e-3);
    tf.dispose([images, labels, value, squares, ...Object.values(grads)]);
    model.dispose();
  });

  it('cat: the receptive field', async () => {
    const model = await filledSequencer('cat');
    const first = goldenImages([1, 8, 12, 3]);
    const layers = ['stage1_block0'];
    const [{ map }] = await effectiveReceptiveField(model, first, { layers, scale: 'none' });
    expect(worst(await map.data(), golden.receptiveFields['first image'].stage1_block0)).toBeLessThan(tolerance);
    tf.dispose([first, map]);
    model.dispose();
  });

  it.each(['12x8', '16x16', '8x8'] as const)('cat: logits of %s images with the same weights', async (size) => {
    const model = await filledSequencer('cat', { imageSize: null });
    const [height, width] = size.split('x').map(Number);
    const images = goldenImages([2, height, width, 3]);
    expect(worst(await predict(model, images), golden.sizes[size])).toBeLessThan(tolerance);
    images.dispose();
    model.dispose();
  });

  itHasSymmetries(tolerance);
});
