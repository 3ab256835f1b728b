import { init, type io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from './__fixtures__/golden-model';
import {
  filledSequencer,
  filledTensors,
  type GoldenVariant,
  goldenSequencer,
  goldenVariants,
  variantConfig,
} from './__fixtures__/golden-sequencer';
import { resolveSequencer } from './config/resolve-sequencer';
import { sequencer2d, sequencer2dVariant } from './families/sequencer';
import { buildSequencer } from './model/build-sequencer';
import { loadSequencerWeights } from './weights/load-sequencer-weights';
import { variablesByName } from './weights/model-weights';

type Tensors = Map<string, io.WeightArray>;

function predict(model: tf.LayersModel, images: tf.Tensor): number[] {
  return tf.tidy(() => Array.from((model.predict(images) as tf.Tensor).dataSync()));
}

function gap(left: number[], right: number[]): number {
  return Math.max(...left.map((value, i) => Math.abs(value - right[i])));
}

/** Rearranges the elements of a tensor on the host. */
function changed(weight: io.WeightArray, change: (value: tf.Tensor) => tf.Tensor): io.WeightArray {
  return tf.tidy(() => {
    const value = change(tf.tensor(weight.data, weight.shape, 'float32'));
    return { dtype: 'float32', shape: value.shape, data: value.dataSync<'float32'>().slice() };
  });
}

/** Exchanges blocks of columns of a [C, 4 D] matrix: `order` lists the old block of each new one. */
function columns(weight: io.WeightArray, order: number[]): io.WeightArray {
  return changed(weight, (value) =>
    tf.concat(
      order.map((part) => tf.split(value, order.length, 1)[part]),
      1,
    ),
  );
}

/** The weights of a model that sees its images with rows and columns exchanged. */
function transposed(tensors: Tensors): Tensors {
  const result: Tensors = new Map();
  for (const [name, weight] of tensors) {
    const other = name.replace(/rnn_([vh])\./, (_, axis) => `rnn_${axis === 'v' ? 'h' : 'v'}.`);
    if (weight.shape.length === 4)
      result.set(
        name,
        changed(weight, (kernel) => kernel.transpose([0, 1, 3, 2])),
      );
    else result.set(other, name.endsWith('rnn_tokens.fc.weight') ? columns(weight, [2, 3, 0, 1]) : weight);
  }
  return result;
}

/** The weights of a model that sees its images in a mirror. */
function mirrored(tensors: Tensors): Tensors {
  const result: Tensors = new Map();
  for (const [name, weight] of tensors) {
    const other = name.replace(/(rnn_h\..*_l\d)(_reverse)?$/, (_, stem, reverse) =>
      reverse ? stem : `${stem}_reverse`,
    );
    if (weight.shape.length === 4)
      result.set(
        name,
        changed(weight, (kernel) => kernel.reverse(3)),
      );
    else result.set(other, name.endsWith('rnn_tokens.fc.weight') ? columns(weight, [0, 1, 3, 2]) : weight);
  }
  return result;
}

/** [height / patch, width / patch]: largest gradient of the pixels of each patch, for one token of one layer. */
function influence(model: tf.LayersModel, layer: string, [row, column]: [number, number], patch: number): number[][] {
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as tf.SymbolicTensor });
  return tf.tidy(() => {
    const images = goldenImages([1, 8, 12, 3]);
    const token = (x: tf.Tensor) => (part.apply(x) as tf.Tensor).slice([0, row, column, 0], [-1, 1, 1, -1]).sum();
    const gradient = tf.grad(token)(images).abs();
    return gradient
      .reshape([8 / patch, patch, 12 / patch, patch, 3])
      .max([1, 3, 4])
      .arraySync() as number[][];
  });
}

describe('properties of recurrent models on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it('rows and columns can be exchanged in the weights', async () => {
    const images = goldenImages();
    const expected = predict(await filledSequencer('cat'), images);
    const model = sequencer2d({ ...goldenSequencer, imageSize: [12, 8] });
    await loadSequencerWeights(model, filledTensors('cat'));
    const turned = images.transpose([0, 2, 1, 3]);
    expect(gap(predict(model, turned), expected)).toBeGreaterThan(0.1);
    await loadSequencerWeights(model, transposed(filledTensors('cat')));
    expect(gap(predict(model, turned), expected)).toBeLessThan(1e-5);
  });

  it('left and right can be exchanged in the weights', async () => {
    const images = goldenImages();
    const model = await filledSequencer('cat');
    const expected = predict(model, images);
    const mirror = images.reverse(2);
    expect(gap(predict(model, mirror), expected)).toBeGreaterThan(0.1);
    await loadSequencerWeights(model, mirrored(filledTensors('cat')));
    expect(gap(predict(model, mirror), expected)).toBeLessThan(1e-5);
  });

  it('one block sees the cross through its token and nothing else; two blocks see everything', async () => {
    const layers = { layers: [2], patchSizes: [2], embedDims: [8], hiddenSizes: [2] };
    const [row, column] = [1, 4];
    for (const bidirectional of [true, false]) {
      const model = sequencer2d({ ...goldenSequencer, ...layers, bidirectional, seed: 3 });
      const first = influence(model, 'stage0_block0', [row, column], 2);
      first.forEach((line, r) => {
        line.forEach((value, c) => {
          const isOnCross = bidirectional
            ? r === row || c === column
            : (r === row && c <= column) || (c === column && r <= row);
          if (isOnCross) expect(value, `${r}, ${c}`).toBeGreaterThan(0);
          else expect(value, `${r}, ${c}`).toBe(0);
        });
      });
      const second = influence(model, 'stage0_block1', [row, column], 2).flat();
      if (bidirectional) expect(Math.min(...second)).toBeGreaterThan(0);
      // One direction sees the rectangle above and to the left.
      else expect(second.filter((value) => value > 0)).toHaveLength((row + 1) * (column + 1));
    }
  });

  it.each(['cat', 'rnn-relu', 'stacked', 'vSequencer'] as const)(
    '%s: one bias in place of two gives the same logits',
    async (variant) => {
      const images = goldenImages();
      const two = await filledSequencer(variant);
      const one = await filledSequencer(variant, { biasMode: 'single' });
      expect(one.countParams()).toBeLessThan(two.countParams());
      expect(gap(predict(one, images), predict(two, images))).toBeLessThan(1e-6);
    },
  );

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

  it('a head bias of -ln K starts every class at probability 1 / K of a sigmoid', () => {
    const model = sequencer2d({ ...goldenSequencer, headBias: -Math.log(4) });
    for (const logit of predict(model, goldenImages())) expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(1 / 5, 6);
  });

  it('stochastic depth of rate 1 leaves the residual stream in training, and changes nothing at inference', async () => {
    const plain = await filledSequencer('cat');
    const model = await filledSequencer('cat', { stochasticDepth: { rate: 1, schedule: 'constant' } });
    const images = goldenImages();
    expect(gap(predict(model, images), predict(plain, images))).toBe(0);
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
    expect(gap(predict(model, images), predict(await filledSequencer('vSequencer'), images))).toBe(0);
    const training = tf.tidy(() => Array.from((model.apply(images, { training: true }) as tf.Tensor).dataSync()));
    expect(gap(training, predict(model, images))).toBeGreaterThan(1e-3);
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
