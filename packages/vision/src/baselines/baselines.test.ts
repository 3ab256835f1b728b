import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from '../__fixtures__/golden-model';
import { bagOfPatches } from './bag-of-patches';
import { convolutionalNetwork } from './convolutional-network';
import { flatMlp } from './flat-mlp';
import { visionTransformer } from './vision-transformer';

// Parameters of the reference modules of the equal-budget comparison.
const baselines = [
  { name: 'flatMlp', build: flatMlp, params: 111_310 },
  { name: 'visionTransformer', build: visionTransformer, params: 114_850 },
  { name: 'convolutionalNetwork', build: convolutionalNetwork, params: 109_218 },
  { name: 'bagOfPatches', build: bagOfPatches, params: 96_706 },
];

// The same architectures at a size that trains in milliseconds on the plain backend.
const tiny = { imageSize: 8, seed: 3 };
const tinyBaselines = [
  { name: 'flatMlp', build: () => flatMlp({ ...tiny, hiddenUnits: 16 }) },
  { name: 'visionTransformer', build: () => visionTransformer({ ...tiny, hiddenDim: 12, numBlocks: 2 }) },
  { name: 'convolutionalNetwork', build: () => convolutionalNetwork({ ...tiny, channels: [4, 6], pools: 1 }) },
  { name: 'bagOfPatches', build: () => bagOfPatches({ ...tiny, hiddenDim: 12, numBlocks: 2 }) },
];

describe.each(testBackends())('baselines on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(baselines)(
    '$name has the parameters of the comparison and starts at zero logits',
    async ({ build, params }) => {
      const model = build();
      expect(model.countParams()).toBe(params);
      await expectNoLeak(() =>
        tf.tidy(() => {
          const logits = model.predict(goldenImages([2, 28, 28, 1])) as tf.Tensor;
          expect(logits.shape).toEqual([2, 10]);
          expect(Math.max(...logits.abs().dataSync())).toBe(0);
        }),
      );
      model.dispose();
    },
  );

  it.each(tinyBaselines)('$name lowers its loss on one small batch, twice alike', async ({ build }) => {
    const train = async () => {
      const model = build();
      const images = goldenImages([8, 8, 8, 1]);
      const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 5, 6, 7], 'int32'), 10);
      model.compile({
        optimizer: tf.train.adam(1e-2),
        loss: (target, logits) => tf.losses.softmaxCrossEntropy(target, logits),
      });
      const losses: number[] = [];
      for (let step = 0; step < 10; step++) losses.push((await model.trainOnBatch(images, labels)) as number);
      tf.dispose([images, labels]);
      model.optimizer.dispose();
      model.dispose();
      return losses;
    };
    const losses = await train();
    expect(losses[0]).toBeCloseTo(Math.log(10), 4);
    expect(losses[9]).toBeLessThan(losses[0] - 0.05);
    expect(await train()).toEqual(losses);
  });
});

describe('bagOfPatches', () => {
  it('does not see the order of the patches, unlike a transformer with positions', async () => {
    await init({ backend: 'cpu' });
    const images = goldenImages([1, 28, 28, 1]);
    const swapped = tf.concat(
      [images.slice([0, 4, 0, 0], [-1, 24, -1, -1]), images.slice([0, 0, 0, 0], [-1, 4, -1, -1])],
      1,
    );
    const gap = (model: tf.LayersModel) => {
      model
        .getLayer('head')
        .setWeights([
          tf.randomNormal(model.getLayer('head').getWeights()[0].shape, 0, 1, 'float32', 1),
          tf.zeros([10]),
        ]);
      const [left, right] = [images, swapped].map((image) => model.predict(image) as tf.Tensor);
      return left.sub(right).abs().max().dataSync()[0];
    };
    expect(gap(bagOfPatches())).toBeLessThan(1e-5);
    expect(gap(visionTransformer())).toBeGreaterThan(1e-3);
  });
});

describe('configurations of the baselines', () => {
  it('refuses sizes that do not fit, by name', () => {
    expect(() => bagOfPatches({ imageSize: 30 })).toThrow(
      /image height 30 is not a multiple of patch size 4 \(nearest 28, 32\)/,
    );
    expect(() => flatMlp({ hiddenUnits: 0 })).toThrow('hiddenUnits is 0. It must be a whole number of at least 1');
    expect(() => visionTransformer({ numHeads: 7 })).toThrow(/7/);
    expect(() => convolutionalNetwork({ channels: [8], pools: 2 })).toThrow('channels is [8] and pools is 2');
    expect(() => convolutionalNetwork({ channels: [] })).toThrow('at least one convolution');
  });

  it('follows the seed', () => {
    const first = (seed: number) => flatMlp({ seed }).getWeights()[0].dataSync().slice(0, 4);
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
  });
});
