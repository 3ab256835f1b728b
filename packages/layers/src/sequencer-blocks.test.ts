// The Sequencer blocks against the layers that they are made of.
import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bidirectionalRnn,
  downsample2d,
  layerNormalization,
  mlpBlock,
  rnn2d,
  sequencerBlock,
  setTrainingStep,
  vanillaSequencerBlock,
} from './index';

const [batch, height, width, channels] = [2, 3, 5, 8];
const image = (size = channels) => tf.randomNormal([batch, height, width, size], 0, 1, 'float32', 1);
const worst = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

function applied(layer: tf.layers.Layer, x: tf.Tensor, weights: tf.Tensor[]): tf.Tensor {
  layer.apply(x);
  layer.setWeights(weights);
  const y = layer.apply(x) as tf.Tensor;
  layer.dispose();
  return y;
}

/** The weights of a layer whose names start with a part. */
function partOf(layer: tf.layers.Layer, part: string): tf.Tensor[] {
  return layer.weights.filter(({ originalName }) => originalName.includes(`/${part}/`)).map((weight) => weight.read());
}

describe.each(testBackends())('Sequencer blocks on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' });
  });

  /** The residual frame of both blocks around a mixing layer. */
  function framed(block: tf.layers.Layer, x: tf.Tensor, mix: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
    const norm = (part: string, value: tf.Tensor) => applied(layerNormalization(), value, partOf(block, part));
    const mixed = tf.add(x, mix(norm('norm1', x)));
    const hidden = norm('norm2', mixed);
    return tf.add(mixed, applied(mlpBlock({ hiddenUnits: 20 }), hidden, partOf(block, 'mlp')));
  }

  it.each([
    { union: 'cat', units: 2 },
    { union: 'add', units: 3, cell: 'gru', biasMode: 'torch', bidirectional: false, numLayers: 2 },
  ] as const)('sequencerBlock is norm, rnn2d, norm, MLP with two residuals: $union', (args) => {
    tf.tidy(() => {
      const x = image();
      const block = sequencerBlock({ ...args, mlpRatio: 2.5, seed: 1 });
      const y = block.apply(x) as tf.Tensor;
      const expected = framed(block, x, (value) => applied(rnn2d(args), value, partOf(block, 'rnn')));
      expect(worst(y, expected)).toBeLessThan(1e-6);
      block.dispose();
    });
  });

  it('vanillaSequencerBlock reads the image row by row', () => {
    tf.tidy(() => {
      const x = image();
      const units = channels / 2;
      const block = vanillaSequencerBlock({ units, mlpRatio: 2.5, seed: 1 });
      const y = block.apply(x) as tf.Tensor;
      const expected = framed(block, x, (value) => {
        const [kernels, recurrentKernels, biases] = partOf(block, 'rnn').map((weight) =>
          tf.split(weight, 2, weight.rank === 3 ? 0 : -1),
        );
        const weights = [0, 1].flatMap((i) => [kernels[i], tf.squeeze(recurrentKernels[i], [0]), biases[i]]);
        const tokens = tf.reshape(value, [batch, height * width, channels]);
        return tf.reshape(applied(bidirectionalRnn({ units }), tokens, weights as tf.Tensor[]), x.shape);
      });
      expect(worst(y, expected)).toBeLessThan(1e-6);
      block.dispose();
    });
  });

  it('drops both branches in training alone', () => {
    tf.tidy(() => {
      const x = image();
      const block = sequencerBlock({ units: 2, stochasticDepth: 1, seed: 1 });
      expect(worst(block.apply(x, { training: true }) as tf.Tensor, x)).toBe(0);
      expect(worst(block.apply(x) as tf.Tensor, x)).toBeGreaterThan(0.01);
      block.dispose();
    });
  });

  it('repeats its masks with the training step', () => {
    const symbol = tf.input({ shape: [null, null, channels] });
    const block = sequencerBlock({
      units: 2,
      dropout: 0.3,
      stochasticDepth: { rate: 0.5, scaleByKeep: false },
      seed: 1,
    });
    const model = tf.model({ inputs: symbol, outputs: block.apply(symbol) as tf.SymbolicTensor });
    tf.tidy(() => {
      const x = image();
      const at = (step: number): tf.Tensor => {
        setTrainingStep(model, step);
        return model.apply(x, { training: true }) as tf.Tensor;
      };
      const [first, second, again] = [at(0), at(1), at(0)];
      expect(worst(first, again)).toBe(0);
      expect(worst(first, second)).toBeGreaterThan(0.01);
    });
    model.dispose();
  });

  it('downsample2d is a convolution with stride, over images of any size', () => {
    for (const patchSize of [1, 2]) {
      const symbol = tf.input({ shape: [null, null, channels] });
      const layer = downsample2d({ dim: 5, patchSize, seed: 1 });
      const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
      expect(model.outputs[0].shape).toEqual([null, null, null, 5]);
      tf.tidy(() => {
        const x = tf.randomNormal([2, 4, 6, channels], 0, 1, 'float32', 1) as tf.Tensor4D;
        const [kernel, bias] = layer.getWeights();
        const filter = tf.reshape(kernel, [patchSize, patchSize, channels, 5]) as tf.Tensor4D;
        const expected = tf.add(tf.conv2d(x, filter, patchSize, 'valid'), bias);
        expect(worst(model.predict(x) as tf.Tensor, expected)).toBeLessThan(1e-5);
      });
      model.dispose();
    }
  });
});

describe('sizes of Sequencer blocks', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu' });
  });

  it.each([
    ['cat', sequencerBlock({ units: 4, biasMode: 'torch' }), 16, 12 * 256 + 17 * 16],
    ['cat, one bias', sequencerBlock({ units: 4 }), 16, 12 * 256 + 13 * 16],
    ['vanilla', vanillaSequencerBlock({ units: 8, biasMode: 'torch' }), 16, 64 * (16 + 8 + 2) + 6 * 256 + 8 * 16],
  ] as const)('%s', (_name, block, size, count) => {
    tf.tidy(() => block.apply(tf.zeros([1, 1, 1, size])) as tf.Tensor);
    expect(block.countParams()).toBe(count);
    block.dispose();
  });
});
