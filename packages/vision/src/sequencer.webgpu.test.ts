import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { goldenImages } from './__fixtures__/golden-model';
import { filledSequencer } from './__fixtures__/golden-sequencer';
import golden from './__fixtures__/sequencer-golden.json';
import { effectiveReceptiveField } from './receptive-field/effective-receptive-field';

// Every cell and every kind of union once; each shader takes a second or more to compile on a processor.
const variants = ['cat', 'gru', 'rnn-tanh', 'vSequencer'] as const;

describe.each(testBackends())('reference values of recurrent models on %s', (backend) => {
  it.each(variants)('%s: logits', async (variant) => {
    await init({ backend });
    const model = await filledSequencer(variant);
    const images = goldenImages();
    const logits = model.predict(images) as tf.Tensor;
    const values = await logits.data();
    const expected = golden.variants[variant].logits;
    expect(Math.max(...expected.map((value, i) => Math.abs(value - values[i])))).toBeLessThan(1e-4);
    tf.dispose([images, logits]);
    model.dispose();
  });

  it('cat: the receptive field, and the norm of the gradient', async () => {
    await init({ backend });
    const model = await filledSequencer('cat');
    const first = goldenImages([1, 8, 12, 3]);
    const layers = ['stage1_block0'];
    const [{ map }] = await effectiveReceptiveField(model, first, { layers, scale: 'none' });
    const seen = await map.data();
    const field = golden.receptiveFields['first image'].stage1_block0;
    expect(Math.max(...field.map((value, i) => Math.abs(value - seen[i])))).toBeLessThan(1e-4);
    tf.dispose([first, map]);
    const images = goldenImages();
    const labels = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5);
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }) as tf.Tensor).asScalar(),
    );
    const squares = tf.tidy(() => tf.addN(Object.values(grads).map((gradient) => gradient.square().sum())));
    const [square] = await squares.data();
    expect(Math.abs(Math.sqrt(square) - golden.variants.cat.gradientNorm)).toBeLessThan(1e-3);
    tf.dispose([images, labels, value, squares, ...Object.values(grads)]);
    model.dispose();
  });
});
