import { gelu, init, random } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildFamily, families, goldenConfig, goldenImages, goldenModel } from './__fixtures__/golden-model';
import { mixer } from './families/mixer';
import { variablesByName } from './weights/model-weights';

const { patchSize, hiddenDim, numBlocks } = goldenConfig;
const tokens = 6;

/** The images with their patches in another order. */
function permutePatches(images: tf.Tensor4D, order: Int32Array): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns] = [height / patchSize, width / patchSize];
  return tf.tidy(() =>
    images
      .reshape([batch, rows, patchSize, columns, patchSize * channels])
      .transpose([0, 1, 3, 2, 4])
      .reshape([batch, tokens, -1])
      .gather(tf.tensor1d(order, 'int32'), 1)
      .reshape([batch, rows, columns, patchSize, patchSize * channels])
      .transpose([0, 1, 3, 2, 4])
      .reshape([batch, height, width, channels]),
  );
}

function change(model: tf.LayersModel, name: string, to: (value: tf.Tensor) => tf.Tensor): void {
  tf.tidy(() => {
    const variable = variablesByName(model).get(name)!;
    variable.write(to(variable.read()));
  });
}

function predict(model: tf.LayersModel, images: tf.Tensor): number[] {
  return tf.tidy(() => Array.from((model.predict(images) as tf.Tensor).dataSync()));
}

function gap(left: number[], right: number[]): number {
  return Math.max(...left.map((value, i) => Math.abs(value - right[i])));
}

describe.each(testBackends())('properties on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('a permutation of the patches can be undone in the token MLPs, and in nothing less', () => {
    const order = random.permutation(random.key(4), tokens);
    const index = tf.tensor1d(order, 'int32');
    const images = goldenImages();
    const model = goldenModel('mixer');
    const expected = predict(model, images);
    const permuted = permutePatches(images, order);
    expect(gap(predict(model, permuted), expected)).toBeGreaterThan(0.1);
    for (let i = 0; i < numBlocks; i++) {
      change(model, `block${i}_tokens/fc1/kernel`, (kernel) => kernel.gather(index, 0));
      change(model, `block${i}_tokens/fc2/kernel`, (kernel) => kernel.gather(index, 1));
      change(model, `block${i}_tokens/fc2/bias`, (bias) => bias.gather(index));
    }
    expect(gap(predict(model, permuted), expected)).toBeLessThan(1e-5);
  });

  it('a permutation of the pixels inside each patch can be undone in the stem', () => {
    const values = patchSize * patchSize;
    const index = tf.tensor1d(random.permutation(random.key(9), values), 'int32');
    const images = goldenImages();
    const model = goldenModel('mixer');
    const expected = predict(model, images);
    const permuted = tf.tidy(() =>
      images
        .reshape([2, 2, patchSize, 3, patchSize, 3])
        .transpose([0, 1, 3, 2, 4, 5])
        .reshape([2, tokens, values, 3])
        .gather(index, 2)
        .reshape([2, 2, 3, patchSize, patchSize, 3])
        .transpose([0, 1, 3, 2, 4, 5])
        .reshape([2, 8, 12, 3]),
    );
    expect(gap(predict(model, permuted), expected)).toBeGreaterThan(0.1);
    change(model, 'stem/kernel', (kernel) =>
      kernel.reshape([values, 3, hiddenDim]).gather(index, 0).reshape(kernel.shape),
    );
    expect(gap(predict(model, permuted), expected)).toBeLessThan(1e-5);
  });

  it('without its token MLPs a Mixer is a bag of patches', () => {
    const model = goldenModel('mixer');
    for (let i = 0; i < numBlocks; i++) {
      for (const name of ['kernel', 'bias'])
        change(model, `block${i}_tokens/fc2/${name}`, (value) => value.zerosLike());
    }
    const images = goldenImages();
    const permuted = permutePatches(images, random.permutation(random.key(4), tokens));
    expect(gap(predict(model, permuted), predict(model, images))).toBeLessThan(1e-5);
  });

  it.each(families)('%s: starts with logits 0, loss ln K, and a gradient in the head alone', (family) => {
    const model = buildFamily(family);
    const images = goldenImages();
    const targets = tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5);
    const { value, grads } = tf.variableGrads(() => {
      const logits = model.apply(images, { training: true }) as tf.Tensor;
      expect(Math.max(...logits.abs().dataSync())).toBe(0);
      return tf.losses.softmaxCrossEntropy(targets, logits).asScalar();
    });
    expect(value.dataSync()[0]).toBeCloseTo(Math.log(5), 6);
    for (const [name, { name: variable }] of variablesByName(model)) {
      const largest = Math.max(...grads[variable].abs().dataSync());
      if (name.startsWith('head/')) expect(largest).toBeGreaterThan(1e-3);
      else expect(largest, name).toBe(0);
    }
    // Mean over the batch of softmax - onehot.
    const bias = grads[variablesByName(model).get('head/bias')!.name].dataSync();
    [0.2, -0.3, 0.2, -0.3, 0.2].forEach((expected, i) => {
      expect(bias[i]).toBeCloseTo(expected, 6);
    });
  });

  it('stochastic depth of rate 1 leaves the residual stream in training, and changes nothing at inference', () => {
    for (const family of families) {
      const plain = goldenModel(family);
      const model = goldenModel(family, { stochasticDepth: 1 });
      const images = goldenImages();
      expect(gap(predict(model, images), predict(plain, images))).toBe(0);
      const last = model.getLayer(family === 'gMlp' ? 'block1_add' : 'block1_add2').output as tf.SymbolicTensor;
      const stem = model.getLayer('stem').output as tf.SymbolicTensor;
      const ends = tf.model({ inputs: model.inputs, outputs: [stem, last] });
      const [before, after] = ends.apply(images, { training: true }) as tf.Tensor[];
      expect(Array.from(after.dataSync())).toEqual(Array.from(before.dataSync()));
    }
  });

  it('stochastic depth keeps the mean of a branch only when it scales by 1 / keep', () => {
    const ratio = (scaleByKeep: boolean) => {
      const model = goldenModel('gMlp', { numBlocks: 1, stochasticDepth: { rate: 0.4, scaleByKeep }, seed: 1 });
      const ends = tf.model({
        inputs: model.inputs,
        outputs: [model.getLayer('stem').output, model.getLayer('block0_add').output] as tf.SymbolicTensor[],
      });
      const images = goldenImages([1, 8, 12, 3]).tile<tf.Tensor4D>([400, 1, 1, 1]);
      const branch = (training: boolean) => {
        const [stream, sum] = ends.apply(images, { training }) as tf.Tensor[];
        return sum.sub(stream);
      };
      return branch(true).mul(branch(false)).sum().div(branch(false).square().sum()).dataSync()[0];
    };
    // 400 draws of probability 0.6: the standard deviation of the mean is 0.025, and 0.041 after scaling.
    expect(Math.abs(ratio(true) - 1)).toBeLessThan(0.13);
    expect(Math.abs(ratio(false) - 0.6)).toBeLessThan(0.08);
  });

  it('stochastic depth draws another mask for each branch and each step', () => {
    const model = goldenModel('mixer', { numBlocks: 1, stochasticDepth: 0.5 });
    const names = ['stem', 'block0_add1', 'block0_add2'];
    const ends = tf.model({
      inputs: model.inputs,
      outputs: names.map((name) => model.getLayer(name).output as tf.SymbolicTensor),
    });
    const images = goldenImages([1, 8, 12, 3]).tile<tf.Tensor4D>([64, 1, 1, 1]);
    const masks = () => {
      const [stem, first, second] = ends.apply(images, { training: true }) as tf.Tensor[];
      const kept = (left: tf.Tensor, right: tf.Tensor) =>
        left.sub(right).abs().max([1, 2]).greater(0).dataSync().join('');
      return [kept(stem, first), kept(first, second)];
    };
    const drawn = [...masks(), ...masks()];
    expect(new Set(drawn).size).toBe(4);
    for (const mask of drawn) expect(mask).toMatch(/0.*1|1.*0/);
  });

  it('GELU has its two published forms', () => {
    const x = tf.tensor1d([1, -1, 2, -3]);
    const close = (actual: tf.Tensor, expected: number[]) =>
      actual.dataSync().forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-6);
      });
    close(gelu(x), [0.841344746, -0.158655254, 1.954499736, -0.004049694]);
    close(gelu(x, { approximate: true }), [0.841191991, -0.158808009, 1.954597694, -0.003637392]);
  });
});

describe('token MLP', () => {
  it('ends at the number of tokens, not at its hidden width', () => {
    const model = mixer({ ...goldenConfig, tokensMlpDim: 5 });
    const shapes = variablesByName(model);
    expect(shapes.get('block0_tokens/fc2/kernel')!.shape).toEqual([5, tokens]);
    expect(shapes.get('block0_tokens/fc2/bias')!.shape).toEqual([tokens]);
  });
});
