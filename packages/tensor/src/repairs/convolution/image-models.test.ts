// Image classifiers of stock layers: the WASM backend after init follows the cpu backend step for step.
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { init, random, restore } from '../../index';

const steps = 100;

/** Images of noise; those of class 1 are brighter in their left half. */
function images(step: number, [height, width, channels]: number[], count: number, classes: number) {
  const noise = random.normalArray([3, step], count * height * width * channels);
  const labels = Array.from({ length: count }, (_, item) => (item + step) % 2);
  const pixels = noise.map((value, index) => {
    const item = Math.floor(index / (height * width * channels));
    const left = Math.floor(index / channels) % width < width / 2;
    return 0.5 * value + (left && labels[item] === 1 ? 1 : 0);
  });
  return {
    x: tf.tensor4d(pixels, [count, height, width, channels]),
    y: tf.tensor2d(
      labels.flatMap((label) => Array.from({ length: classes }, (_, index) => (index === label ? 1 : 0))),
      [count, classes],
    ),
  };
}

/** The convolutional network of the TensorFlow.js tutorial, on smaller images. */
function digits(): tf.LayersModel {
  const layers = tf.layers;
  return tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [16, 16, 1], kernelSize: 5, filters: 8, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2, strides: 2 }),
      layers.conv2d({ kernelSize: 5, filters: 16, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2, strides: 2 }),
      layers.flatten(),
      layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
}

/** Depthwise and pointwise convolutions with strides, as in MobileNet. */
function depthwise(): tf.LayersModel {
  const layers = tf.layers;
  return tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], kernelSize: 3, filters: 4, strides: 2, padding: 'same' }),
      // A bias in front of a normalisation has no gradient but rounding, which Adam would turn into steps.
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', useBias: false }),
      layers.batchNormalization(),
      layers.reLU({ maxValue: 6 }),
      layers.conv2d({ kernelSize: 1, filters: 6 }),
      layers.separableConv2d({ kernelSize: 3, filters: 5, strides: 2, padding: 'same', activation: 'relu' }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
}

/** Two convolutions with batch normalisation and a way around them, average pooling at the border. */
function residual(): tf.LayersModel {
  const layers = tf.layers;
  const input = tf.input({ shape: [5, 5, 4] });
  const convolution = (): tf.layers.Layer =>
    layers.conv2d({ kernelSize: 3, filters: 4, padding: 'same', useBias: false });
  let x = layers.batchNormalization().apply(convolution().apply(input)) as tf.SymbolicTensor;
  x = layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  x = layers.batchNormalization().apply(convolution().apply(x)) as tf.SymbolicTensor;
  x = layers.add().apply([x, input]) as tf.SymbolicTensor;
  x = layers.activation({ activation: 'elu' }).apply(x) as tf.SymbolicTensor;
  x = layers.averagePooling2d({ poolSize: 2, padding: 'same' }).apply(x) as tf.SymbolicTensor;
  x = layers.dense({ units: 2, activation: 'softmax' }).apply(layers.flatten().apply(x)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: x });
}

interface Curve {
  losses: number[];
  weights: number[];
}

/** Loss of every step and the last weights, from the same first weights. */
async function train(backend: 'cpu' | 'wasm', create: () => tf.LayersModel, count: number): Promise<Curve> {
  await init({ backend });
  const model = create();
  const shape = model.inputs[0].shape.slice(1) as number[];
  const classes = model.outputs[0].shape[1] as number;
  tf.tidy(() => {
    for (const [index, weight] of model.trainableWeights.entries()) {
      const fan = Math.max(1, tf.util.sizeFromShape((weight.shape as number[]).slice(0, -1)));
      if (weight.shape.length > 1)
        weight.write(tf.mul(random.normal(random.foldIn(1, index), weight.shape as number[]), Math.sqrt(2 / fan)));
    }
  });
  model.compile({ optimizer: tf.train.adam(0.003), loss: 'categoricalCrossentropy' });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { x, y } = images(step, shape, count, classes);
    losses.push((await model.trainOnBatch(x, y)) as number);
    tf.dispose([x, y]);
  }
  const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  model.dispose();
  return { losses, weights };
}

describe('an image classifier of stock layers', () => {
  afterAll(() => restore());

  it.each([
    ['the convolutional network of the tutorial', digits, 2],
    ['depthwise and separable convolutions', depthwise, 4],
    ['a residual block with batch normalisation', residual, 4],
  ] as const)('with %s trains on wasm as on cpu', async (_name, create, count) => {
    const expected = await train('cpu', create, count);
    const actual = await train('wasm', create, count);
    const worst = Math.max(...expected.losses.map((loss, step) => Math.abs(loss - actual.losses[step])));
    expect(worst).toBeLessThan(1e-3);
    const mean = (losses: number[]): number => losses.reduce((sum, loss) => sum + loss) / losses.length;
    expect(mean(actual.losses.slice(-10))).toBeLessThan(0.8 * mean(actual.losses.slice(0, 10)));
    expect(actual.weights.length).toBe(expected.weights.length);
    const drift = Math.max(...expected.weights.map((weight, index) => Math.abs(weight - actual.weights[index])));
    expect(drift).toBeLessThan(1e-5);
  });
});
