import { layerNormalization, rnn2d } from '@perceptrons/layers';
import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenImages } from './__fixtures__/golden-model';
import {
  fill,
  filledSequencer,
  type GoldenVariant,
  goldenTensors,
  goldenVariants,
} from './__fixtures__/golden-sequencer';
import golden from './__fixtures__/sequencer-golden.json';
import published from './__fixtures__/sequencer-published.json';
import { resolveSequencer } from './config/resolve-sequencer';
import { sequencer2d, sequencer2dConfig } from './families/sequencer';
import { loadSequencerWeights } from './weights/load-sequencer-weights';
import { variablesByName } from './weights/model-weights';
import { tensorOf } from './weights/sequencer-layouts';
import { timmName } from './weights/sequencer-names';
import { sequencerTensors } from './weights/sequencer-tensors';

// The reference values are float64. A forward pass in float32 through two blocks, whose recurrences have up to 24 steps,
// stays within 1e-5 of them; gradients of this loss are of order 1 and pass through twice as many operations.
const forwardTolerance = 1e-5;
const gradientTolerance = 3e-5;

// The plain backend makes gradients of the composed ops; every cell and both kinds of models are enough there.
const slowVariants: GoldenVariant[] = ['cat', 'gru', 'rnn-tanh', 'vSequencer'];

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number, what = '') {
  expect(actual.length, what).toBe(expected.length);
  const worst = expected.reduce((gap, value, i) => Math.max(gap, Math.abs(value - actual[i])), 0);
  expect(worst, what).toBeLessThan(tolerance);
}

function outputOf(model: tf.LayersModel, layer: string): Float32Array {
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as tf.SymbolicTensor });
  return tf.tidy(() => (part.predict(goldenImages()) as tf.Tensor).dataSync<'float32'>());
}

/** What the first block adds to its input before its MLP, from layers of its own with the block's weights. */
function recurrentOutput(model: tf.LayersModel): Float32Array {
  const [gamma, beta, ...rest] = model.getLayer('stage0_block0').getWeights();
  const rnn = rnn2d({ units: 2, biasMode: 'torch' });
  const norm = layerNormalization();
  const stem = model.getLayer('stem').output as tf.SymbolicTensor;
  const part = tf.model({ inputs: model.inputs, outputs: rnn.apply(norm.apply(stem)) as tf.SymbolicTensor });
  norm.setWeights([gamma, beta]);
  rnn.setWeights(rest.slice(0, rnn.getWeights().length));
  return tf.tidy(() => (part.predict(goldenImages()) as tf.Tensor).dataSync<'float32'>());
}

function lossOf(logits: tf.Tensor): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5), logits).asScalar();
}

/** Compares the gradient of every tensor with the norm and the projection of the fixture. */
function expectGradients(model: tf.LayersModel, variant: GoldenVariant) {
  const expected = golden.variants[variant];
  const references = new Map(Object.entries(expected.gradients).map(([name, values]) => [timmName(name), values]));
  const variables = variablesByName(model);
  const { grads } = tf.variableGrads(() => lossOf(model.apply(goldenImages(), { training: true }) as tf.Tensor));
  let squares = 0;
  for (const tensor of goldenTensors(variant)) {
    const ours = grads[variables.get(`${tensor.layer}/${tensor.weight}`)!.name];
    const weight = { dtype: 'float32', shape: ours.shape, data: ours.dataSync<'float32'>() } as const;
    const gradient = tensorOf(tensor, weight).data as Float32Array;
    const square = gradient.reduce((sum, value) => sum + value * value, 0);
    const projection = gradient.reduce((sum, value, i) => sum + value * Math.sin(i + 1), 0);
    expectClose([Math.sqrt(square), projection], references.get(tensor.name)!, gradientTolerance, tensor.name);
    squares += square;
  }
  expect(Math.abs(Math.sqrt(squares) - expected.gradientNorm)).toBeLessThan(gradientTolerance);
}

describe.each(testBackends())('reference values of recurrent models on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(goldenVariants)('%s: parameters, logits and loss', async (variant) => {
    const expected = golden.variants[variant];
    const model = await filledSequencer(variant);
    expect(model.countParams()).toBe(expected.parameters);
    await expectNoLeak(() =>
      tf.tidy(() => {
        const logits = model.predict(goldenImages()) as tf.Tensor;
        expectClose(logits.dataSync(), expected.logits, forwardTolerance);
        expect(Math.abs(lossOf(logits).dataSync()[0] - expected.loss)).toBeLessThan(forwardTolerance);
      }),
    );
    model.dispose();
  });

  it.each(backend === 'cpu' ? slowVariants : goldenVariants)('%s: the gradient of every tensor', async (variant) => {
    const model = await filledSequencer(variant);
    await expectNoLeak(() => tf.tidy(() => expectGradients(model, variant)));
    model.dispose();
  });

  it('has the activations of the reference between the images and the logits', async () => {
    const { activations } = golden;
    const model = await filledSequencer('cat');
    expectClose(outputOf(model, 'stem'), activations.stem, forwardTolerance);
    expectClose(recurrentOutput(model), activations.recurrent, forwardTolerance);
    expectClose(outputOf(model, 'stage0_block0'), activations.block, forwardTolerance);
    expectClose(outputOf(model, 'norm'), activations.tokens, forwardTolerance);
    expectClose(outputOf(model, 'pool'), activations.pooled, forwardTolerance);
  });

  it('has the logits of the reference over the four stages and 18 blocks of Sequencer2D-S', async () => {
    const thin = {
      embedDims: [24, 48, 48, 48],
      hiddenSizes: [6, 12, 12, 12],
      numClasses: 10,
      imageSize: [28, 56],
    } as const;
    const config = sequencer2dConfig('S', thin);
    const model = sequencer2d(config);
    await loadSequencerWeights(model, fill(sequencerTensors(resolveSequencer(config)), 0.2));
    tf.tidy(() => {
      const logits = model.predict(goldenImages([1, 28, 56, 3])) as tf.Tensor;
      expectClose(logits.dataSync(), published, forwardTolerance);
    });
    model.dispose();
  });

  it('takes other sizes with the same weights, in one model', async () => {
    const model = await filledSequencer('cat', { imageSize: null });
    expect(model.inputs[0].shape).toEqual([null, null, null, 3]);
    for (const [height, width] of [
      [12, 8],
      [16, 16],
      [8, 8],
    ]) {
      tf.tidy(() => {
        const logits = model.predict(goldenImages([2, height, width, 3])) as tf.Tensor;
        const name = `${height}x${width}` as keyof typeof golden.sizes;
        expectClose(logits.dataSync(), golden.sizes[name], forwardTolerance, name);
      });
    }
  });

  it('cuts what fills no patch when asked to', async () => {
    for (const imageSize of [null, [9, 13] as const]) {
      const model = await filledSequencer('cat', { imageSize, onMismatch: 'floor' });
      tf.tidy(() => {
        const logits = model.predict(goldenImages([1, 9, 13, 3])) as tf.Tensor;
        expectClose(logits.dataSync(), golden.sizes['9x13'], forwardTolerance);
      });
    }
  });
});

describe('reference values of recurrent models', () => {
  it.each(goldenVariants)('%s has the tensors of the reference, in its order and shapes', (variant) => {
    const expected = Object.entries(golden.variants[variant].tensors).map(([name, shape]) => [timmName(name), shape]);
    expect(goldenTensors(variant).map(({ name, shape }) => [name, shape])).toEqual(expected);
  });

  // Copied from the tables of the method description, to guard the fixture itself.
  it('holds the values that were published with the method', () => {
    const { activations, variants, sizes, receptiveFields } = golden;
    expect(activations.stem.slice(0, 3)).toEqual([0.520146786, -0.135933047, -0.402478999]);
    expect(activations.stem.slice(64, 66)).toEqual([0.712680786, -0.549399788]);
    expect(activations.recurrent.slice(0, 3)).toEqual([0.300340204, 0.440219438, 0.0743657344]);
    expect(activations.recurrent.slice(64, 67)).toEqual([0.204707754, 0.367377545, 0.0564814786]);
    expect(activations.block.slice(64, 66)).toEqual([0.873693594, -0.280083378]);
    expect(activations.pooled.slice(0, 3)).toEqual([0.0853937881, 0.187460866, 0.821821411]);
    expect(activations.stemBiasGradient.slice(0, 2)).toEqual([-0.0958863241, 0.210268816]);
    expect(activations.verticalBiasGradient.slice(0, 2)).toEqual([0.00586870617, -0.00455363886]);
    expect(variants.cat.logits).toEqual([
      0.981005014, -0.122305027, 0.613599228, -1.18393266, -1.33779991, 0.230566533, -0.720559082, 0.377539473,
      -0.472456962, -0.0944686243,
    ]);
    expect([variants.cat.loss, variants.cat.gradientNorm]).toEqual([1.96833886, 3.92592945]);
    expect(sizes['12x8'].slice(0, 2)).toEqual([1.44339485, -0.0963839879]);
    expect(sizes['16x16'].slice(0, 2)).toEqual([1.57940351, -0.0376964674]);
    expect(sizes['8x8'].slice(0, 2)).toEqual([1.68129632, -0.0710992866]);
    expect(sizes['9x13'].slice(0, 2)).toEqual([0.821629836, -0.531649806]);
    const field = receptiveFields['first image'].stage1_block0;
    expect(field.reduce((sum, value) => sum + value, 0)).toBeCloseTo(6.30735017, 7);
    expect([Math.max(...field), field[0]]).toEqual([0.571752708, 0.475224504]);
  });

  it('has the published losses and sizes of the variants', () => {
    const values: Record<GoldenVariant, [loss: number, parameters: number, firstLogit: number]> = {
      cat: [1.96833886, 3425, 0.981005014],
      unidirectional: [1.97893061, 2721, -0.194672236],
      add: [1.97355707, 3321, 1.31814988],
      vertical: [1.97232726, 2721, -0.21833906],
      horizontal: [1.96870962, 2721, -0.202103723],
      'vertical-noFc': [2.13101017, 3405, 0.36466919],
      'horizontal-noFc': [2.13720097, 3405, 0.334330791],
      noFc: [1.35759225, 3197, -0.469486031],
      h2x: [2.07032069, 5249, 1.50710254],
      stacked: [2.75617569, 4209, -0.90882473],
      gru: [2.0390664, 3125, 1.27019422],
      'rnn-tanh': [2.34416536, 2525, 1.55119257],
      'rnn-relu': [2.48934013, 2525, 1.65383979],
      vSequencer: [1.96081226, 2029, 1.00992995],
    };
    for (const variant of goldenVariants) {
      const { loss, parameters, logits } = golden.variants[variant];
      expect([loss, parameters, logits[0]], variant).toEqual(values[variant]);
    }
  });
});
