import '@tensorflow/tfjs-backend-wasm';
import { ConfigError, DataError } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthetic } from '../__fixtures__/synthetic';
import type { Augmentation } from '../augmentations/augmentation';
import type { LabelledImages } from '../images/labelled-images';
import { type ImageBatchesOptions, imageBatches } from './image-batches';

interface Collected {
  shape: number[];
  first: number[];
  xs: number[];
  ys: number[];
}

async function collect(data: LabelledImages, options: ImageBatchesOptions): Promise<Collected[]> {
  const result: Collected[] = [];
  await imageBatches(data, options).forEachAsync(({ xs, ys }) => {
    const [batch] = xs.shape;
    const values = Array.from(xs.dataSync());
    const size = values.length / batch;
    result.push({
      shape: xs.shape,
      first: Array.from({ length: batch }, (_, i) => values[i * size]),
      xs: values,
      ys: Array.from(ys.dataSync()),
    });
    tf.dispose([xs, ys]);
  });
  return result;
}

/** Bytes as they are, so that the first pixel of a synthetic image is its index. */
const asBytes = { mean: 0, std: 1 / 255 };
const indexes = (batches: Collected[]) => batches.flatMap(({ first }) => first.map(Math.round));

const addNoise: Augmentation = {
  name: 'addNoise',
  stage: 'pixels',
  apply: (image, key) => ({ ...image, data: (image.data as Uint8Array).map((value) => (value + key[0]) % 256) }),
};

describe.each(testBackends())('imageBatches on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  const data = synthetic([5, 4, 4], 2, 3);

  it('keeps the order without a key and ends with the smaller rest', async () => {
    const batches = await collect(data, { batchSize: 5, normalise: asBytes });
    expect(batches.map(({ shape }) => shape)).toEqual([
      [5, 2, 3, 1],
      [5, 2, 3, 1],
      [3, 2, 3, 1],
    ]);
    expect(indexes(batches)).toEqual(Array.from({ length: 13 }, (_, i) => i));
    expect(batches[0].ys.slice(0, 3)).toEqual([0, 1, 2].map((label) => (label === data.labels[0] ? 1 : 0)));
  });

  it('scales to [-1, 1] unless told otherwise', async () => {
    const [{ first }] = await collect(synthetic([256], 1, 1), { batchSize: 256 });
    expect(first[0]).toBe(-1);
    expect(first[255]).toBe(1);
    expect(first[127]).toBeCloseTo(-0.5 / 127.5, 6);
  });

  it('shows every image once per epoch, in an order of its own', async () => {
    const epochs = await Promise.all(
      [0, 1].map((epoch) => collect(data, { batchSize: 5, key: 7, epoch, normalise: asBytes })),
    );
    for (const batches of epochs)
      expect(indexes(batches).sort((a, b) => a - b)).toEqual(Array.from({ length: 13 }, (_, i) => i));
    expect(indexes(epochs[0])).not.toEqual(indexes(epochs[1]));
  });

  it('goes on with exactly the missing batches', async () => {
    const options = {
      batchSize: 4,
      key: 3,
      epoch: 2,
      augment: [addNoise],
      mixup: { cutmixAlpha: 1 },
      labelSmoothing: 0.1,
    };
    const whole = await collect(data, options);
    for (const skip of [1, 3, 4, 9]) expect(await collect(data, { ...options, skip })).toEqual(whole.slice(skip));
    expect(await collect(data, options)).toEqual(whole);
  });

  it('augments an image by its index, whatever the batch size', async () => {
    const byIndex = async (batchSize: number) => {
      const batches = await collect(data, {
        batchSize,
        key: 1,
        shuffle: false,
        augment: [addNoise],
        normalise: asBytes,
      });
      return indexes(batches);
    };
    const three = await byIndex(3);
    expect(await byIndex(5)).toEqual(three);
    expect(three).not.toEqual(Array.from({ length: 13 }, (_, i) => i));
  });

  it('drops the rest when asked and counts its batches', async () => {
    expect(imageBatches(data, { batchSize: 5 }).size).toBe(3);
    expect(imageBatches(data, { batchSize: 5, dropRemainder: true, skip: 1 }).size).toBe(1);
    expect(await collect(data, { batchSize: 5, dropRemainder: true })).toHaveLength(2);
    expect(await collect(data, { batchSize: 20, dropRemainder: true })).toHaveLength(0);
  });

  it('smooths the targets', async () => {
    const [{ ys }] = await collect(data, { batchSize: 1, labelSmoothing: 0.3 });
    expect(ys[data.labels[0]]).toBeCloseTo(0.8, 6);
    expect(ys.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
  });

  it('leaves no tensor behind when the consumer disposes', async () => {
    await expectNoLeak(() => collect(data, { batchSize: 4, key: 0, mixup: {}, augment: [addNoise] }));
    await expectNoLeak(async () => {
      const iterator = await imageBatches(data, { batchSize: 4 }).iterator();
      tf.dispose((await iterator.next()).value);
    });
  });

  it('trains a model through fitDataset', async () => {
    await expectNoLeak(async () => {
      const model = tf.sequential({
        layers: [tf.layers.flatten({ inputShape: [2, 3, 1] }), tf.layers.dense({ units: 3, activation: 'softmax' })],
      });
      const optimizer = tf.train.sgd(0.1);
      model.compile({ optimizer, loss: 'categoricalCrossentropy' });
      const history = await model.fitDataset(imageBatches(data, { batchSize: 5, key: 0 }), { epochs: 2, verbose: 0 });
      expect(history.history.loss).toHaveLength(2);
      model.dispose();
      optimizer.dispose();
    });
  });
});

describe('imageBatches', () => {
  const data = synthetic([4, 4]);

  it.each<[string, ImageBatchesOptions, RegExp]>([
    ['batch size 0', { batchSize: 0 }, /batchSize is 0/],
    ['half an epoch', { batchSize: 2, epoch: 0.5 }, /epoch is 0.5/],
    ['shuffle without a key', { batchSize: 2, shuffle: true }, /need a key/],
    ['mixup without a key', { batchSize: 2, mixup: {} }, /need a key/],
    ['mixup with an odd batch', { batchSize: 3, key: 0, mixup: {} }, /batchSize is 3.*even/],
    ['a probability above 1', { batchSize: 2, key: 0, mixup: { probability: 2 } }, /probability is 2/],
    ['smoothing above 1', { batchSize: 2, labelSmoothing: 1.5 }, /labelSmoothing is 1.5/],
    [
      'three means for one channel',
      { batchSize: 2, normalise: { mean: [0, 0, 0], std: 1 } },
      /mean has 3 values, but the images have 1/,
    ],
    ['std 0', { batchSize: 2, normalise: { mean: 0, std: 0 } }, /std 0/],
  ])('refuses %s', (_, options, text) => {
    expect(() => imageBatches(data, options)).toThrow(ConfigError);
    expect(() => imageBatches(data, options)).toThrow(text);
  });

  it('names images that augmentation left with another size', async () => {
    const grow: Augmentation = {
      name: 'grow',
      stage: 'pixels',
      apply: (_, key) => ({
        data: new Uint8Array(4 + (key[0] % 50)),
        height: 1,
        width: 4 + (key[0] % 50),
        channels: 1,
      }),
    };
    const iterating = imageBatches(data, { batchSize: 8, key: 0, augment: [grow] }).forEachAsync(() => {});
    await expect(iterating).rejects.toThrow(DataError);
    await expect(iterating).rejects.toThrow(/augmented image \d+ is 1x\d+x1, the first of its batch 1x/);
  });
});
