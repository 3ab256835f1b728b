import { init, type PerceptronsError } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from '../__fixtures__/golden-model';
import { filledSequencer, goldenSequencer, goldenVariants, variantConfig } from '../__fixtures__/golden-sequencer';
import { saveAndLoad } from '../__fixtures__/save-and-load';
import { ImageSizeError } from '../config/image-size';
import { seqNano28, sequencer2d, sequencer2dVariant } from '../families/sequencer';
import { vSequencer } from '../families/v-sequencer';
import { buildSequencer } from './build-sequencer';
import { describeSequencer } from './describe-sequencer';
import { ImageModel } from './image-model';

describe('recurrent models on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each(goldenVariants)('%s: saves and loads with the same logits, names and settings', async (variant) => {
    const settings = {
      dropRate: 0.1,
      mlpDropRate: 0.2,
      stochasticDepth: { rate: 0.3, schedule: 'linear', scaleByKeep: false },
    } as const;
    const model = await filledSequencer(variant, settings);
    const loaded = await saveAndLoad(model);
    expect(loaded).toBeInstanceOf(ImageModel);
    expect(describeSequencer(loaded)).toEqual(describeSequencer(model));
    expect(describeSequencer(loaded)).toMatchObject({
      kind: variantConfig(variant).kind ?? 'sequencer2d',
      ...settings,
    });
    expect(loaded.weights.map(({ originalName }) => originalName)).toEqual(
      model.weights.map(({ originalName }) => originalName),
    );
    tf.tidy(() => {
      const [left, right] = [model, loaded].map((each) => (each.predict(goldenImages()) as tf.Tensor).dataSync());
      expect(Array.from(right)).toEqual(Array.from(left));
    });
  });

  it('saves and loads a model for every image size', async () => {
    const model = await filledSequencer('cat', { imageSize: null });
    const loaded = await saveAndLoad(model);
    expect(loaded.inputs[0].shape).toEqual([null, null, null, 3]);
    tf.tidy(() => {
      const images = goldenImages([1, 12, 4, 3]);
      const [left, right] = [model, loaded].map((each) => (each.predict(images) as tf.Tensor).dataSync());
      expect(Array.from(right)).toEqual(Array.from(left));
    });
  });

  it.each(['cat', 'gru', 'vSequencer'] as const)('%s: fits a small batch, and repeats it exactly', async (variant) => {
    const train = async () => {
      const random = { dropRate: 0.1, mlpDropRate: 0.1, stochasticDepth: 0.1 };
      const shuffle = variant === 'vSequencer' ? { shuffle: true, positions: true } : {};
      const model = buildSequencer(variantConfig(variant, { seed: 2, ...random, ...shuffle }));
      model.compile({
        optimizer: tf.train.adam(1e-2),
        loss: (target, logits) => tf.losses.softmaxCrossEntropy(target, logits),
      });
      const images = goldenImages([10, 8, 12, 3]);
      const targets = tf.oneHot([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], 5);
      const { history } = await model.fit(images, targets, { epochs: 10, batchSize: 10, shuffle: false, verbose: 0 });
      tf.dispose([images, targets]);
      model.optimizer.dispose();
      model.dispose();
      return history.loss as number[];
    };
    let losses: number[] = [];
    await expectNoLeak(async () => {
      losses = await train();
    });
    expect(losses[0]).toBeCloseTo(Math.log(5), 5);
    expect(losses.at(-1)).toBeLessThan(losses[0] - 0.03);
    expect(await train()).toEqual(losses);
  });
});

describe('recurrent models', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('returns logits, features or tokens', () => {
    for (const [outputs, shape] of [
      ['logits', [null, 5]],
      ['features', [null, 12]],
      ['tokens', [null, 2, 3, 12]],
    ] as const) {
      const model = sequencer2d({ ...goldenSequencer, outputs });
      expect(model.outputs[0].shape).toEqual(shape);
      expect(describeSequencer(model).outputs).toBe(outputs);
    }
    expect(sequencer2d({ ...goldenSequencer, imageSize: null, outputs: 'tokens' }).outputs[0].shape).toEqual([
      null,
      null,
      null,
      12,
    ]);
    expect(sequencer2d({ ...goldenSequencer, numClasses: 0 }).outputs[0].shape).toEqual([null, 12]);
  });

  it('prints a summary with the documented layer names', () => {
    const lines: string[] = [];
    seqNano28().summary(undefined, undefined, (line) => lines.push(String(line)));
    const text = lines.join('\n');
    for (const name of ['images', 'stem', 'stage0_block2', 'norm', 'pool', 'head']) expect(text).toContain(name);
    expect(text).toContain('Total params: 117386');
    const names = sequencer2d(goldenSequencer).layers.map(({ name }) => name);
    expect(names).toContain('stage1_downsample');
    const flat = vSequencer({ ...goldenSequencer, hiddenSizes: [4, 6], positions: true, shuffle: true });
    expect(flat.layers.map(({ name }) => name).slice(1, 5)).toEqual(['stem', 'positions', 'grid', 'shuffle']);
  });

  it('follows the seed, layer by layer', () => {
    const kernel = (seed: number, layer: string) =>
      seqNano28({ seed }).getLayer(layer).getWeights()[2].dataSync().slice(0, 8);
    expect(kernel(1, 'stage0_block0')).toEqual(kernel(1, 'stage0_block0'));
    expect(kernel(1, 'stage0_block0')).not.toEqual(kernel(2, 'stage0_block0'));
    expect(kernel(1, 'stage0_block0')).not.toEqual(kernel(1, 'stage0_block1'));
  });

  it('names variants and lays overrides over them', () => {
    const model = sequencer2dVariant('S-gru', {
      imageSize: null,
      embedDims: [8, 8, 8, 8],
      hiddenSizes: [2, 2, 2, 2],
      numClasses: 2,
    });
    expect(model.name).toBe('sequencer2d_S-gru');
    expect(describeSequencer(model)).toMatchObject({ cell: 'gru', numClasses: 2, imageSize: null });
    expect(() => sequencer2dVariant('XL' as 'L')).toThrow('variant of sequencer2d is "XL". It must be one of "S", "M"');
    expect(() => vSequencer('M' as 'S')).toThrow('It must be one of "S", "S-H", "S-PE"');
  });

  it('checks its images before any kernel runs', () => {
    const model = sequencer2d({ ...goldenSequencer, imageSize: null });
    const failure = (shape: number[]) => {
      try {
        model.predict(tf.zeros(shape));
      } catch (error) {
        return error as PerceptronsError;
      }
      throw new Error('no error');
    };
    expect(failure([1, 8, 13, 3])).toBeInstanceOf(ImageSizeError);
    expect(failure([1, 8, 13, 3]).message).toContain(
      'image width 13 is not a multiple of 4, the product of the patch sides 2, 2 (nearest 12, 16)',
    );
    expect(failure([1, 2, 12, 3]).message).toContain('image height 2 leaves no token: it must be at least 4');
    expect(failure([8, 12, 3]).message).toContain('takes [batch, height, width, 3]; add a batch axis');
    expect(failure([1, 8, 12, 1]).message).toContain('with 1 channels last');
    const fixed = sequencer2d(goldenSequencer);
    expect(() => fixed.predict(tf.zeros([1, 12, 12, 3]))).toThrow('resizeModel(model, [12, 12])');
  });
});
