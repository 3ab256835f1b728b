import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from '../__fixtures__/golden-model';
import { filledSequencer, goldenVSequencer } from '../__fixtures__/golden-sequencer';
import golden from '../__fixtures__/sequencer-golden.json';
import { bagOfPatches } from '../baselines/bag-of-patches';
import { convolutionalNetwork } from '../baselines/convolutional-network';
import { flatMlp } from '../baselines/flat-mlp';
import { visionTransformer } from '../baselines/vision-transformer';
import { mixerNano28 } from '../families/mixer';
import { vSequencer } from '../families/v-sequencer';
import resampled from './__fixtures__/resampling.json';
import { gridResampling } from './grid-resampling';
import { resizeModel } from './resize-model';

function predict(model: tf.LayersModel, images: tf.Tensor): number[] {
  return tf.tidy(() => Array.from((model.predict(images) as tf.Tensor).dataSync()));
}

/** Replaces the head, which starts at 0, so that the logits show the features. */
function withHead(model: tf.LayersModel): tf.LayersModel {
  const head = model.getLayer('head');
  head.setWeights(head.getWeights().map((weight, i) => tf.randomNormal(weight.shape, 0, 1, 'float32', i)));
  return model;
}

describe.each(testBackends())('resizeModel on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('keeps the weights of a recurrent model', async () => {
    const model = await filledSequencer('cat');
    const resized = resizeModel(model, [12, 8]);
    expect(resized.inputs[0].shape).toEqual([null, 12, 8, 3]);
    const gaps = predict(resized, goldenImages([2, 12, 8, 3])).map((value, i) =>
      Math.abs(value - golden.sizes['12x8'][i]),
    );
    expect(Math.max(...gaps)).toBeLessThan(1e-5);
    const open = resizeModel(model, null);
    expect(predict(open, goldenImages())).toEqual(predict(model, goldenImages()));
  });

  it('resamples the position embedding of a transformer', async () => {
    const model = withHead(visionTransformer({ imageSize: 12, hiddenDim: 12, numBlocks: 1, seed: 3 }));
    await expectNoLeak(() => {
      resizeModel(model, 20).dispose();
    });
    const resized = resizeModel(model, [20, 16]);
    const embedding = (each: tf.LayersModel) => each.getLayer('positions').getWeights()[0];
    expect(embedding(resized).shape).toEqual([20, 12]);
    const expected = gridResampling([3, 3], [5, 4], 'bicubic').matMul(embedding(model));
    expect(embedding(resized).sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-6);
    const images = goldenImages([2, 20, 16, 1]);
    expect(Math.max(...predict(resized, images).map(Math.abs))).toBeGreaterThan(0.1);
    // Back at its own size, a transformer is what it was.
    expect(predict(resizeModel(model, 12), goldenImages([2, 12, 12, 1]))).toEqual(
      predict(model, goldenImages([2, 12, 12, 1])),
    );
  });
});

describe('resizeModel', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('resizes every model that has no weight per pixel or token', () => {
    const image = goldenImages([1, 28, 28, 1]);
    for (const build of [bagOfPatches, convolutionalNetwork]) {
      const model = withHead(build({ seed: 2 }));
      const resized = resizeModel(model, 56);
      // Four copies of an image have the mean of one, where no neighbour is mixed in.
      const tiled = image.tile([1, 2, 2, 1]);
      const logits = predict(resized, tiled);
      if (build === bagOfPatches) {
        predict(model, image).forEach((value, i) => {
          expect(logits[i]).toBeCloseTo(value, 4);
        });
      } else expect(Math.max(...logits.map(Math.abs))).toBeGreaterThan(0);
    }
  });

  it('resizes a V-Sequencer with positions, for one size at a time', () => {
    const model = vSequencer({ ...goldenVSequencer, positions: true });
    const resized = resizeModel(model, [16, 8]);
    expect(resized.getLayer('positions').getWeights()[0].shape).toEqual([32, 8]);
    expect(predict(resized, goldenImages([1, 16, 8, 3]))).toHaveLength(5);
    expect(() => resizeModel(model, null)).toThrow('it has a position embedding; give a size');
  });

  it('refuses models that are tied to their size, and sizes that do not fit', async () => {
    expect(() => resizeModel(mixerNano28(), 56)).toThrow('use resizeMixerTokens');
    expect(() => resizeModel(flatMlp(), 56)).toThrow('a weight for each pixel');
    expect(() => resizeModel(visionTransformer(), 30)).toThrow('image height 30 is not a multiple of 4');
    expect(() => resizeModel(visionTransformer(), 56, { positions: 'nearest' as 'bicubic' })).toThrow(
      'positions is "nearest"',
    );
    const model = await filledSequencer('cat');
    expect(() => resizeModel(model, 10)).toThrow('not a multiple');
  });
});

describe('gridResampling', () => {
  it.each(['bilinear', 'bicubic'] as const)('%s: has the values of PyTorch', (method) => {
    for (const { from, to, values, ...expected } of resampled) {
      const matrix = gridResampling(from as [number, number], to as [number, number], method);
      const result = tf.tidy(() => matrix.matMul(tf.tensor2d(values, [values.length, 1])).dataSync());
      expected[method].forEach((value, i) => {
        expect(result[i]).toBeCloseTo(value, 5);
      });
    }
  });
});
