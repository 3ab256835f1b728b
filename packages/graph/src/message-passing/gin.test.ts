import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePairs } from '../encoding/encode-pairs';
import { namedPairs } from '../graphs/named-pairs';
import { gin, neighbourSum, neighbourWeights, vertexFeatures, vertexPooling } from './index';

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

describe('the layers of gin', () => {
  it('read vertices from the diagonal and neighbours beside it', () => {
    tf.tidy(() => {
      const pairs = tf.tensor4d([5, 1, 2, 7], [1, 2, 2, 1]);
      expect(vertexFeatures().apply(pairs)).toMatchObject({ shape: [1, 2, 2] });
      expect((vertexFeatures().apply(pairs) as tf.Tensor).arraySync()).toEqual([
        [
          [5, 1],
          [7, 1],
        ],
      ]);
      expect((neighbourWeights().apply(pairs) as tf.Tensor).arraySync()).toEqual([
        [
          [0, 1],
          [2, 0],
        ],
      ]);
    });
  });

  it('add up a vertex and its neighbours, and then all vertices', () => {
    tf.tidy(() => {
      const path = tf.tensor3d([0, 1, 0, 1, 0, 1, 0, 1, 0], [1, 3, 3]);
      const features = tf.tensor3d([1, 10, 100], [1, 3, 1]);
      const heard = neighbourSum().apply([features, path]) as tf.Tensor;
      expect(Array.from(heard.dataSync())).toEqual([11, 111, 110]);
      const layer = neighbourSum({ trainEpsilon: true });
      layer.apply([features, path]);
      layer.weights[0].write(tf.tensor1d([0.5]));
      expect(Array.from((layer.apply([features, path]) as tf.Tensor).dataSync())).toEqual([11.5, 116, 160]);
      const mask = tf.tensor2d([1, 1, 0], [1, 3]);
      const sum = vertexPooling().apply([features, mask]) as tf.Tensor;
      const mean = vertexPooling({ readout: 'mean' }).apply([features, mask]) as tf.Tensor;
      expect([sum.dataSync()[0], mean.dataSync()[0]]).toEqual([11, 5.5]);
      layer.dispose();
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'a channel that is not there',
      () => tf.tidy(() => neighbourWeights({ channel: 2 }).apply(tf.input({ shape: [null, null, 2] })) as tf.Tensor),
      'reads the adjacency from channel 2, and the pair tensor has 2 channels',
    ],
    [
      'features without weights',
      () => tf.tidy(() => neighbourSum().apply(tf.zeros([1, 2, 3])) as tf.Tensor),
      'It takes two tensors: features [batch, n, channels] and weights [batch, n, n]',
    ],
    ['an unknown readout', () => vertexPooling({ readout: 'max' as 'sum' }), 'readout is "max"'],
    ['no rounds', () => gin({ inputChannels: 1, outputUnits: 1, widths: [] }), 'widths is []'],
    ['no depth', () => gin({ inputChannels: 1, outputUnits: 1, mlpDepth: 0 }), 'mlpDepth is 0'],
    [
      'an unknown normalisation',
      () => gin({ inputChannels: 1, outputUnits: 1, normalization: 'layer' as 'none' }),
      'normalization is "layer"',
    ],
  ])('refuse %s', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

describe('a random gin', () => {
  it.each(['none', 'batch'] as const)('parts the path and the star, and no pair beyond 1-WL, %s', (normalization) => {
    const model = gin({ inputChannels: 2, outputUnits: 4, widths: [16, 16, 16], normalization, seed: 2 });
    for (const { name, a, b } of namedPairs) {
      const { values, mask, shape } = encodePairs([a, b]);
      const [first, second] = tf.tidy(() => {
        const scores = model.apply([tf.tensor4d(values, shape), tf.tensor2d(mask, [2, shape[1]])], { training: true });
        return (scores as tf.Tensor2D).arraySync();
      });
      const scale = Math.max(...[...first, ...second].map(Math.abs));
      const gap = Math.max(...first.map((value, i) => Math.abs(value - second[i]))) / scale;
      // All sums are of float32 numbers in another order.
      if (name === 'path-star') expect(gap, name).toBeGreaterThan(1e-3);
      else expect(gap, name).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  it('reads A + I as A', () => {
    tf.tidy(() => {
      const model = gin({ inputChannels: 1, outputUnits: 2, widths: [4], masked: false, seed: 1 });
      const path = tf.tensor4d([0, 1, 0, 1, 0, 1, 0, 1, 0], [1, 3, 3, 1]);
      const neighbours = model.getLayer('neighbours');
      const loops = tf.add(path, tf.eye(3).reshape([1, 3, 3, 1]));
      expect((neighbours.apply(loops) as tf.Tensor).arraySync()).toEqual(
        (neighbours.apply(path) as tf.Tensor).arraySync(),
      );
      model.dispose();
    });
  });
});
