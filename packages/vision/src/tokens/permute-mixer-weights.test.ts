import { random } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { flatMlp } from '../baselines/flat-mlp';
import { mixer } from '../families/mixer';
import { permuteMixerWeights } from './permute-mixer-weights';

const permutation = {
  patches: random.permutation(random.key(7), 6),
  pixels: random.permutation(random.key(8), 16),
};

/** A Mixer for coloured, non-square images whose head and biases are not zero, so that logits show every weight. */
function model(): tf.LayersModel {
  const built = mixer({
    imageSize: [8, 12],
    patchSize: 4,
    inChannels: 3,
    numClasses: 5,
    numBlocks: 2,
    hiddenDim: 8,
    tokensMlpDim: 5,
    channelsMlpDim: 32,
    seed: 1,
  });
  tf.tidy(() => {
    built.setWeights(
      built
        .getWeights()
        .map((weight, index) => random.normal(random.foldIn(random.key(3), index), weight.shape).mul(0.4)),
    );
  });
  return built;
}

/** Images [count, 8, 12, 3] with their patches and the pixels inside each patch moved. */
function permuted(images: tf.Tensor4D): tf.Tensor4D {
  const tiles = images.reshape([-1, 2, 4, 3, 4, 3]).transpose([0, 1, 3, 2, 4, 5]).reshape([-1, 6, 16, 3]);
  const moved = tf.gather(tf.gather(tiles, permutation.patches, 1), permutation.pixels, 2);
  return moved.reshape([-1, 2, 3, 4, 4, 3]).transpose([0, 1, 3, 2, 4, 5]).reshape([-1, 8, 12, 3]);
}

describe('permuteMixerWeights', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives the logits of the images before they were permuted, and only with the matching weights', async () => {
    const plain = model();
    const images = random.normal(random.key(5), [4, 8, 12, 3]) as tf.Tensor4D;
    const moved = tf.tidy(() => permuted(images));
    const logits = (input: tf.Tensor4D) => tf.tidy(() => Array.from((plain.predict(input) as tf.Tensor).dataSync()));
    const gap = (values: number[]) => Math.max(...values.map((value, index) => Math.abs(value - expected[index])));
    const expected = logits(images);
    expect(gap(logits(moved))).toBeGreaterThan(0.1);
    await expectNoLeak(() => permuteMixerWeights(plain, permutation));
    // Logits of size 1 from sums of a few hundred float32 products in another order.
    expect(gap(logits(moved))).toBeLessThan(1e-4);
    plain.dispose();
    tf.dispose([images, moved]);
  });

  it('refuses a permutation of another grid, and a model without token mixing', () => {
    const { patches, pixels } = permutation;
    const fewer = { patches: patches.slice(0, 4), pixels };
    expect(() => permuteMixerWeights(model(), fewer)).toThrow(/Layer block0_tokens has size 6, the permutation 4/);
    const more = { patches, pixels: random.permutation(random.key(8), 64) };
    expect(() => permuteMixerWeights(model(), more)).toThrow(/Layer stem has size 48/);
    expect(() => permuteMixerWeights(flatMlp(), permutation)).toThrow(/no layer named block<i>_tokens/);
  });
});
