import { init } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gMlp } from '../families/g-mlp';
import { gMixer, mixer, mixerVariant } from '../families/mixer';
import { resMlp } from '../families/res-mlp';
import { variablesByName } from '../weights/model-weights';

const config = { imageSize: 32, patchSize: 4, hiddenDim: 64, numBlocks: 2, numClasses: 10 };

function values(model: tf.LayersModel, name: string): Float32Array {
  return variablesByName(model).get(name)!.read().dataSync<'float32'>();
}

function deviation(numbers: Float32Array): number {
  return Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length);
}

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

describe('first weights', () => {
  it('flax: LeCun normal kernels cut at two standard deviations, zero biases, zero head', () => {
    const model = mixer(config);
    const kernels: Array<[string, number]> = [
      ['stem/kernel', 48],
      ['block0_tokens/fc1/kernel', 64],
      ['block1_channels/fc1/kernel', 64],
      ['block1_channels/fc2/kernel', 256],
    ];
    for (const [name, inputs] of kernels) {
      const numbers = values(model, name);
      expect(deviation(numbers) * Math.sqrt(inputs)).toBeCloseTo(1, 1);
      expect(Math.max(...numbers.map(Math.abs))).toBeLessThan((2.0001 / 0.87962566103423978) * Math.sqrt(1 / inputs));
    }
    for (const [name, variable] of variablesByName(model)) {
      if (!/bias$|beta$|^head/.test(name)) continue;
      expect(Math.max(...variable.read().abs().dataSync()), name).toBe(0);
    }
  });

  it('timm: Xavier uniform kernels, MLP biases near zero, LeCun normal stem', () => {
    const model = mixer({ ...config, initScheme: 'timm' });
    for (const [name, fans] of [
      ['block0_tokens/fc1/kernel', 64 + 32],
      ['block1_channels/fc2/kernel', 64 + 256],
    ] as const) {
      const limit = Math.sqrt(6 / fans);
      const numbers = values(model, name);
      expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(limit);
      expect(deviation(numbers)).toBeCloseTo(limit / Math.sqrt(3), 2);
    }
    const biases = values(model, 'block0_channels/fc1/bias');
    expect(deviation(biases)).toBeGreaterThan(5e-7);
    expect(Math.max(...biases.map(Math.abs))).toBeLessThan(1e-5);
    expect(deviation(values(model, 'stem/kernel')) * Math.sqrt(48)).toBeCloseTo(1, 1);
    expect(Math.max(...values(model, 'head/kernel').map(Math.abs))).toBe(0);
  });

  it('gates start open: gMixer with bias 1 on the gate half, gMLP with the identity on u', () => {
    const gated = gMixer(config);
    const bias = values(gated, 'block0_channels/fc1/bias');
    expect(Math.max(...bias.slice(0, 128).map(Math.abs))).toBeLessThan(1e-5);
    expect(Array.from(bias.slice(128)).every((value) => value === 1)).toBe(true);
    const kernel = variablesByName(gated).get('block0_channels/fc1/kernel')!.read();
    const [value, gate] = tf.split(kernel, 2, 1).map((half) => deviation(half.dataSync<'float32'>()));
    expect(value).toBeGreaterThan(0.05);
    expect(gate).toBeLessThan(2e-6);
    const spatial = gMlp(config);
    expect(values(spatial, 'block0_gate/bias').every((each) => each === 1)).toBe(true);
    expect(deviation(values(spatial, 'block0_gate/kernel'))).toBeLessThan(2e-6);
  });

  it('ResMLP starts with identity maps and its small layer scale', () => {
    const model = resMlp({ ...config, layerScaleInit: 1e-5 });
    expect(values(model, 'block1_scale2/gamma')[0]).toBeCloseTo(1e-5, 9);
    expect(values(model, 'norm/alpha').every((value) => value === 1)).toBe(true);
  });

  it('the head bias can start elsewhere; a 1000-class model starts at loss ln 1000', () => {
    expect(values(mixer({ ...config, headBias: -6.9 }), 'head/bias')[3]).toBeCloseTo(-6.9, 6);
    const model = mixer({ ...config, numClasses: 1000 });
    const loss = tf.tidy(() => {
      const logits = model.predict(tf.ones([1, 32, 32, 3])) as tf.Tensor;
      return tf.losses.softmaxCrossEntropy(tf.oneHot([7], 1000), logits).dataSync()[0];
    });
    expect(loss).toBeCloseTo(6.907755, 5);
  });
});

describe('layers', () => {
  it('stochastic depth follows its schedule', () => {
    const rates = (schedule: 'constant' | 'linear') =>
      mixer({ ...config, numBlocks: 3, stochasticDepth: { rate: 0.2, schedule } })
        .layers.filter(({ name }) => /_drop\d$/.test(name))
        .map((layer) => [layer.name, layer.getConfig().rate]);
    expect(rates('constant')).toHaveLength(6);
    expect(rates('linear')).toEqual([
      ['block1_drop1', 0.1],
      ['block1_drop2', 0.1],
      ['block2_drop1', 0.2],
      ['block2_drop2', 0.2],
    ]);
  });

  it('normalises with epsilon 1e-6, and 1e-5 inside the gate of gMLP', () => {
    const model = gMlp(config);
    expect(model.getLayer('block0_norm').getConfig().epsilon).toBe(1e-6);
    expect(model.getLayer('norm').getConfig().epsilon).toBe(1e-6);
    expect(model.getLayer('block0_gate').getConfig().epsilon).toBe(1e-5);
  });

  it('a variant takes overrides', () => {
    const model = mixerVariant('S/32', { numBlocks: 1, imageSize: 64, numClasses: 2, hiddenDim: 16 });
    expect(model.name).toBe('mixer_S_32');
    expect(model.inputs[0].shape).toEqual([null, 64, 64, 3]);
    expect(model.outputs[0].shape).toEqual([null, 2]);
  });
});
