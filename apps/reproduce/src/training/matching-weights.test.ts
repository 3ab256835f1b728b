import { labelledImages } from '@perceptrons/data';
import { patchPermutation, permutePixels } from '@perceptrons/evaluation';
import { random } from '@perceptrons/tensor';
import { flatMlp, mixer } from '@perceptrons/vision';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { classify } from './classify';
import { matchWeights } from './matching-weights';

const [height, width, patchSize] = [8, 12, 4];

/** A Mixer for coloured, non-square images whose head and biases are not zero, so that logits show every weight. */
function model() {
  const built = mixer({
    imageSize: [height, width],
    patchSize,
    inChannels: 3,
    numClasses: 5,
    numBlocks: 2,
    hiddenDim: 8,
    tokensMlpDim: 5,
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

const bytes = Uint8Array.from(random.uniformArray(random.key(5), 4 * height * width * 3), (value) =>
  Math.floor(256 * value),
);
const images = labelledImages({ name: 'noise', images: bytes, labels: [0, 1, 2, 4], height, width, channels: 3 });
const permutation = patchPermutation({ height, width, patchSize }, 7);

describe('matchWeights', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives the logits of the images before they were permuted, and only with the matching weights', async () => {
    const plain = model();
    const expected = await classify(plain, images);
    const moved = permutePixels(images, permutation.all);
    const unmatched = await classify(plain, moved);
    await expectNoLeak(() => matchWeights(plain, permutation));
    const matched = await classify(plain, moved);
    // Logits of size 1 from sums of a few hundred float32 products in another order.
    expect(Math.max(...matched.map((value, index) => Math.abs(value - expected[index])))).toBeLessThan(1e-4);
    expect(Math.max(...unmatched.map((value, index) => Math.abs(value - expected[index])))).toBeGreaterThan(0.1);
    plain.dispose();
  });

  it('refuses a permutation of another grid, and a model without token mixing', () => {
    const small = patchPermutation({ height: 8, width: 8, patchSize: 4 }, 7);
    expect(() => matchWeights(model(), small)).toThrow(/Layer block0_tokens has size 6, the permutation 4/);
    const pixels = patchPermutation({ height: 16, width: 24, patchSize: 8 }, 7);
    expect(() => matchWeights(model(), pixels)).toThrow(/Layer stem has size 48/);
    expect(() => matchWeights(flatMlp(), permutation)).toThrow(/no layer named block<i>_tokens/);
  });
});
