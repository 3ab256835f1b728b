import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { families, goldenConfig, goldenImages, goldenModel } from '../__fixtures__/golden-model';
import { describeModel } from '../model/describe-model';
import { mixerFlops } from '../model/mixer-flops';
import { variablesByName } from '../weights/model-weights';
import { gridResampling } from './grid-resampling';
import { resizeMixerTokens } from './resize-mixer-tokens';

const patch = goldenConfig.patchSize;

/** Every patch of the images, repeated `factor` times along both sides, next to itself. */
function repeatPatches(images: tf.Tensor4D, factor: number): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tf.tidy(() =>
    images
      .reshape([batch, height / patch, 1, patch, (width / patch) * patch * channels])
      .tile([1, 1, factor, 1, 1])
      .reshape([batch * height * factor, width / patch, 1, patch * channels])
      .tile([1, 1, factor, 1])
      .reshape([batch, height * factor, width * factor, channels]),
  );
}

function gap(model: tf.LayersModel, images: tf.Tensor, resized: tf.LayersModel, larger: tf.Tensor): number {
  return tf.tidy(() => {
    const before = model.predict(images) as tf.Tensor;
    const after = resized.predict(larger) as tf.Tensor;
    return before.sub(after).abs().max().dataSync()[0];
  });
}

describe.each(testBackends())('resizeMixerTokens on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(families)('%s: strided is exact for repeated patches, blocked for tiled images', (family) => {
    const model = goldenModel(family);
    const images = goldenImages();
    const repeated = repeatPatches(images, 2);
    const tiled = images.tile([1, 2, 2, 1]);
    const strided = resizeMixerTokens(model, [16, 24]);
    const blocked = resizeMixerTokens(model, [16, 24], { method: 'blocked' });
    expect(gap(model, images, strided, repeated)).toBeLessThan(1e-5);
    expect(gap(model, images, blocked, tiled)).toBeLessThan(1e-5);
    expect(gap(model, images, strided, tiled)).toBeGreaterThan(1e-2);
    expect(gap(model, images, blocked, repeated)).toBeGreaterThan(1e-2);
  });

  it('takes another factor along each side', () => {
    const model = goldenModel('mixer');
    const images = goldenImages();
    const wider = resizeMixerTokens(model, [8, 36], { method: 'blocked' });
    expect(gap(model, images, wider, images.tile([1, 1, 3, 1]))).toBeLessThan(1e-5);
    expect(describeModel(wider).tokensMlpDim).toBe(3 * describeModel(model).tokensMlpDim);
  });
});

describe('resizeMixerTokens', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it('keeps everything but the tokens: layer names, other weights, settings', () => {
    const model = goldenModel('mixer', {
      gelu: 'tanh',
      dropRate: 0.1,
      stochasticDepth: { rate: 0.2, schedule: 'linear' },
    });
    const resized = resizeMixerTokens(model, [16, 24]);
    expect(resized.layers.map(({ name }) => name)).toEqual(model.layers.map(({ name }) => name));
    const { grid, tokens, height, width, tokensMlpDim, ...rest } = describeModel(resized);
    expect({ grid, tokens, height, width, tokensMlpDim }).toEqual({
      grid: [4, 6],
      tokens: 24,
      height: 16,
      width: 24,
      tokensMlpDim: 16,
    });
    expect(describeModel(model)).toMatchObject(rest);
    expect(resized.countParams()).toBe(mixerFlops({ ...goldenConfig, imageSize: [16, 24], tokensMlpDim: 16 }).params);
    const [left, right] = [model, resized].map((each) =>
      variablesByName(each).get('block1_channels/fc2/kernel')!.read(),
    );
    expect(right.dataSync()).toEqual(left.dataSync());
  });

  it('leaves two models that are disposed apart', () => {
    const model = goldenModel('mixer');
    const resized = resizeMixerTokens(model, [16, 24]);
    model.dispose();
    const output = tf.tidy(() => (resized.predict(goldenImages([1, 16, 24, 3])) as tf.Tensor).dataSync());
    expect(output.every(Number.isFinite)).toBe(true);
  });

  it.each(families)('%s: interpolate keeps the hidden width and the effect of a constant image', (family) => {
    const model = goldenModel(family);
    const resized = resizeMixerTokens(model, [16, 24], { method: 'interpolate' });
    if (family !== 'resMlp' && family !== 'gMlp')
      expect(describeModel(resized).tokensMlpDim).toBe(describeModel(model).tokensMlpDim);
    const hidden = (each: tf.LayersModel, size: [number, number, number, number]) =>
      tf.tidy(() => {
        const part = each.getLayer(family === 'gMlp' ? 'block0_gate' : 'block0_tokens').output as tf.SymbolicTensor;
        const output = tf.model({ inputs: each.inputs, outputs: part }).predict(tf.ones(size)) as tf.Tensor;
        return output.mean(1).dataSync();
      });
    const small = hidden(model, [1, 8, 12, 3]);
    const large = hidden(resized, [1, 16, 24, 3]);
    small.forEach((value, i) => {
      expect(large[i]).toBeCloseTo(value, 4);
    });
  });

  it('interpolates to sizes that are no multiple, smaller ones too', () => {
    const model = goldenModel('mixer');
    for (const size of [
      [12, 20],
      [8, 8],
      [4, 4],
    ] as Array<[number, number]>) {
      const resized = resizeMixerTokens(model, size, { method: 'interpolate' });
      const logits = tf.tidy(() => (resized.predict(goldenImages([1, ...size, 3])) as tf.Tensor).dataSync());
      expect(logits.every(Number.isFinite)).toBe(true);
    }
    const same = resizeMixerTokens(model, [8, 12], { method: 'interpolate' });
    expect(gap(model, goldenImages(), same, goldenImages())).toBeLessThan(1e-6);
  });

  it('refuses sizes that do not fit, by name', () => {
    const model = goldenModel('mixer');
    expect(() => resizeMixerTokens(model, [8, 16])).toThrow(
      "The model has 2x3 tokens and the new size has 2x4. Method 'strided' needs a whole multiple",
    );
    expect(() => resizeMixerTokens(model, [9, 12])).toThrow('image height 9 is not a multiple of patch size 4');
    expect(() => resizeMixerTokens(model, 24, { method: 'cubic' as 'strided' })).toThrow('method is "cubic"');
  });
});

describe('gridResampling', () => {
  it('is bilinear with half-pixel centres and keeps constants', () => {
    const doubled = gridResampling([1, 2], [1, 4]);
    expect(Array.from(doubled.dataSync())).toEqual([1, 0, 0.75, 0.25, 0.25, 0.75, 0, 1]);
    for (const sum of gridResampling([2, 3], [5, 4]).sum(1).dataSync()) expect(sum).toBeCloseTo(1, 6);
  });
});
