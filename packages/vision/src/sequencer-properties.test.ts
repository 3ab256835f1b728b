import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from './__fixtures__/golden-model';
import {
  filledSequencer,
  type GoldenVariant,
  goldenSequencer,
  goldenVariants,
  variantConfig,
} from './__fixtures__/golden-sequencer';
import { gap, itHasSymmetries, predict } from './__fixtures__/sequencer-symmetries';
import { resolveSequencer } from './config/resolve-sequencer';
import { sequencer2d, sequencer2dVariant } from './families/sequencer';
import { buildSequencer } from './model/build-sequencer';
import { variablesByName } from './weights/model-weights';

describe.each(testBackends())('symmetries of recurrent models on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  itHasSymmetries(1e-5);
});

describe('properties of recurrent models on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('starts with logits 0, loss ln K, and a gradient in the head alone', () => {
    for (const variant of ['cat', 'gru', 'vSequencer'] as GoldenVariant[]) {
      const model = buildSequencer(variantConfig(variant));
      const targets = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5);
      const { value, grads } = tf.variableGrads(() => {
        const logits = model.apply(goldenImages(), { training: true }) as tf.Tensor;
        expect(Math.max(...logits.abs().dataSync())).toBe(0);
        return tf.losses.softmaxCrossEntropy(targets, logits).asScalar();
      });
      expect(value.dataSync()[0]).toBeCloseTo(Math.log(5), 6);
      for (const [name, { name: variable }] of variablesByName(model)) {
        const largest = Math.max(...grads[variable].abs().dataSync());
        if (name.startsWith('head/')) expect(largest).toBeGreaterThan(1e-3);
        else expect(largest, name).toBe(0);
      }
    }
  });

  it('a head bias of -ln K starts every class at probability 1 / K of a sigmoid', async () => {
    const model = sequencer2d({ ...goldenSequencer, headBias: -Math.log(4) });
    for (const logit of await predict(model, goldenImages())) expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(1 / 5, 6);
  });

  it('stochastic depth of rate 1 leaves the residual stream in training, and changes nothing at inference', async () => {
    const plain = await filledSequencer('cat');
    const model = await filledSequencer('cat', { stochasticDepth: { rate: 1, schedule: 'constant' } });
    const images = goldenImages();
    expect(gap(await predict(model, images), await predict(plain, images))).toBe(0);
    const names = ['stem', 'stage0_block0', 'stage1_downsample', 'stage1_block0'];
    const outputs = names.map((name) => model.getLayer(name).output as tf.SymbolicTensor);
    const ends = tf.model({ inputs: model.inputs, outputs });
    const [stem, first, entrance, second] = ends.apply(images, { training: true }) as tf.Tensor[];
    expect(Array.from(first.dataSync())).toEqual(Array.from(stem.dataSync()));
    expect(Array.from(second.dataSync())).toEqual(Array.from(entrance.dataSync()));
  });

  it('a shuffled V-Sequencer differs in training and not at inference', async () => {
    const model = await filledSequencer('vSequencer', { shuffle: true } as object);
    const images = goldenImages();
    expect(gap(await predict(model, images), await predict(await filledSequencer('vSequencer'), images))).toBe(0);
    const training = tf.tidy(() => Array.from((model.apply(images, { training: true }) as tf.Tensor).dataSync()));
    expect(gap(training, await predict(model, images))).toBeGreaterThan(1e-3);
  });
});

describe('recurrent models', () => {
  it('drop the branches of later blocks more often, linearly over all stages', () => {
    const config = { imageSize: 28, patchSizes: [7, 2, 1, 1], embedDims: [4, 4, 4, 4], hiddenSizes: [1, 1, 1, 1] };
    const model = sequencer2dVariant('S', { ...config, stochasticDepth: 0.1 });
    const rates = model.layers.flatMap((layer) => {
      const { stochasticDepth } = layer.getConfig() as { stochasticDepth?: { rate: number } };
      return stochasticDepth === undefined ? [] : [stochasticDepth.rate];
    });
    expect(rates).toHaveLength(18);
    rates.forEach((rate, i) => {
      expect(rate).toBeCloseTo((0.1 * i) / 17, 12);
    });
    expect(rates[1]).toBeCloseTo(0.00588, 5);
  });

  it.each(goldenVariants)('%s: a resolved configuration has its defaults', (variant) => {
    const config = resolveSequencer(variantConfig(variant));
    expect(config).toMatchObject({ biasMode: 'torch', stochasticDepth: { rate: 0, schedule: 'linear' }, seed: 0 });
    expect(config.stages.map(({ grid }) => grid)[0]).toEqual([4, 6]);
  });
});
