import { init, PerceptronsError } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFamily, families, goldenConfig, goldenImages, goldenModel } from '../__fixtures__/golden-model';
import { saveAndLoad } from '../__fixtures__/save-and-load';
import { flatMlp } from '../baselines/flat-mlp';
import { ImageSizeError } from '../config/image-size';
import { mixer, mixerNano28 } from '../families/mixer';
import { describeModel } from './describe-model';
import { ImageModel } from './image-model';
import { mixerFlops } from './mixer-flops';

describe.each(testBackends())('models on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(families)('%s: saves and loads with the same logits, names and settings', async (family) => {
    const settings = {
      dropRate: 0.1,
      mlpDropRate: 0.2,
      stochasticDepth: { rate: 0.3, schedule: 'linear', scaleByKeep: false },
    } as const;
    const model = goldenModel(family, settings);
    const loaded = await saveAndLoad(model);
    expect(loaded).toBeInstanceOf(ImageModel);
    expect(describeModel(loaded)).toEqual(describeModel(model));
    expect(describeModel(loaded)).toMatchObject({ family, numBlocks: 2, numClasses: 5, ...settings });
    expect(loaded.weights.map(({ originalName }) => originalName)).toEqual(
      model.weights.map(({ originalName }) => originalName),
    );
    tf.tidy(() => {
      const [left, right] = [model, loaded].map((each) => (each.predict(goldenImages()) as tf.Tensor).dataSync());
      expect(Array.from(right)).toEqual(Array.from(left));
    });
  });

  it.each(families)('%s: fits a small batch by model.fit, and repeats it exactly', async (family) => {
    const train = async () => {
      const model = buildFamily(family, { seed: 2, dropRate: 0.1, mlpDropRate: 0.1, stochasticDepth: 0.1 });
      model.compile({
        optimizer: tf.train.adam(5e-3),
        loss: (target, logits) => tf.losses.softmaxCrossEntropy(target, logits),
      });
      const images = goldenImages([10, 8, 12, 3]);
      const targets = tf.oneHot([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], 5);
      const { history } = await model.fit(images, targets, { epochs: 12, batchSize: 10, shuffle: false, verbose: 0 });
      const after = tf.tidy(() => (model.evaluate(images, targets) as tf.Scalar).dataSync()[0]);
      tf.dispose([images, targets]);
      model.optimizer.dispose();
      model.dispose();
      return [...(history.loss as number[]), after];
    };
    let losses: number[] = [];
    await expectNoLeak(async () => {
      losses = await train();
    });
    expect(losses[0]).toBeCloseTo(Math.log(5), 5);
    expect(losses.at(-1)).toBeLessThan(losses[0] - 0.1);
    expect(await train()).toEqual(losses);
  });
});

describe('models', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it.each(families)('%s: has as many parameters as the counter says, whatever it returns', (family) => {
    for (const outputs of ['logits', 'features', 'tokens'] as const) {
      const model = buildFamily(family, { outputs });
      expect(model.countParams()).toBe(
        mixerFlops({ ...goldenConfig, family, outputs } as Parameters<typeof mixerFlops>[0]).params,
      );
      const shape = { logits: [null, 5], features: [null, 8], tokens: [null, 6, 8] }[outputs];
      expect(model.outputs[0].shape).toEqual(shape);
      expect(describeModel(model).outputs).toBe(outputs);
    }
  });

  it('has no head for 0 classes, and returns features when asked', () => {
    expect(mixer({ ...goldenConfig, numClasses: 0 }).outputs[0].shape).toEqual([null, 8]);
    expect(mixer({ ...goldenConfig, features: true }).outputs[0].shape).toEqual([null, 8]);
    expect(() => mixer({ ...goldenConfig, features: true, outputs: 'tokens' })).toThrow(
      'outputs is "tokens" and features is true',
    );
  });

  it('prints a summary with the documented layer names', () => {
    const lines: string[] = [];
    mixerNano28().summary(undefined, undefined, (line) => lines.push(String(line)));
    const text = lines.join('\n');
    for (const name of ['images', 'stem', 'block2_tokens', 'block2_add2', 'norm', 'pool', 'head'])
      expect(text).toContain(name);
    expect(text).toContain('Total params: 111549');
  });

  it('follows the seed, layer by layer', () => {
    const kernel = (seed: number, layer: string) =>
      mixerNano28({ seed }).getLayer(layer).getWeights()[0].dataSync().slice(0, 8);
    expect(kernel(1, 'block0_channels')).toEqual(kernel(1, 'block0_channels'));
    expect(kernel(1, 'block0_channels')).not.toEqual(kernel(2, 'block0_channels'));
    expect(kernel(1, 'block0_channels')).not.toEqual(kernel(1, 'block1_channels'));
  });

  it('sits inside a larger model', () => {
    const body = mixer({ ...goldenConfig, features: true, name: 'body' });
    const images = tf.input({ shape: [8, 12, 3] });
    const head = tf.layers.dense({ units: 2 }).apply(body.apply(images)) as tf.SymbolicTensor;
    const whole = tf.model({ inputs: images, outputs: head });
    expect(tf.tidy(() => (whole.predict(goldenImages()) as tf.Tensor).shape)).toEqual([2, 2]);
  });

  it('takes int32 pixels', () => {
    const model = goldenModel('mixer');
    const pixels = goldenImages().mul(100).toInt();
    const [left, right] = [pixels, pixels.toFloat()].map((each) => (model.predict(each) as tf.Tensor).dataSync());
    expect(Array.from(left)).toEqual(Array.from(right));
  });
});

describe('bad images', () => {
  let model: tf.LayersModel;
  beforeAll(async () => {
    await init({ backend: 'cpu' });
    model = mixer({ ...goldenConfig, name: 'small' });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  });

  const bad: Array<[string, () => tf.Tensor, string, string]> = [
    [
      'another size',
      () => tf.zeros([1, 16, 12, 3]),
      'vision/image-size',
      'The images are 16x12, and small was built for 8x12',
    ],
    [
      'no batch axis',
      () => tf.zeros([8, 12, 3]),
      'vision/image-rank',
      'rank 3. small takes [batch, 8, 12, 3]; add a batch axis',
    ],
    [
      'another channel count',
      () => tf.zeros([1, 8, 12, 1]),
      'vision/image-channels',
      'with 1 channels last. small takes 3',
    ],
    ['channels first', () => tf.zeros([1, 3, 8, 12]), 'vision/image-channels', 'with 12 channels last'],
    [
      'booleans',
      () => tf.zeros([1, 8, 12, 3], 'bool'),
      'vision/image-dtype',
      'dtype bool. small takes float32 or int32',
    ],
  ];

  it.each(bad)('%s: is refused at every entrance before any kernel runs', async (_name, make, code, text) => {
    const images = make();
    const targets = tf.zeros([1, 5]);
    const entrances: Array<() => unknown> = [
      () => model.predict(images),
      () => model.predictOnBatch(images),
      () => model.apply(images),
      () => model.evaluate(images, targets),
      () => model.fit(images, targets),
      () => model.trainOnBatch(images, targets),
    ];
    for (const enter of entrances) {
      const error = await Promise.resolve()
        .then(enter)
        .catch((reason: unknown) => reason);
      expect(error).toSatisfy(PerceptronsError.isInstance);
      expect((error as PerceptronsError).code).toBe(code);
      expect((error as PerceptronsError).message).toContain(text);
    }
  });

  it('another size: the error is an ImageSizeError that names the way out', () => {
    const predict = () => model.predict(tf.zeros([1, 16, 24, 3]));
    expect(predict).toThrow(ImageSizeError);
    expect(predict).toThrow('resizeMixerTokens(model, [16, 24])');
  });

  it('is refused by baselines too', () => {
    expect(() => flatMlp().predict(tf.zeros([1, 32, 32, 1]))).toThrow(
      'The images are 32x32, and flatMlp was built for 28x28',
    );
  });
});
