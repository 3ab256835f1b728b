import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import golden from './__fixtures__/golden.json';
import { families, goldenImages, goldenModel, goldenPlan, timmShape } from './__fixtures__/golden-model';
import type { Family } from './config/family-config';
import { toTimm } from './weights/layouts';
import { variablesByName, weightName } from './weights/model-weights';

// The reference values are float64; a forward pass in float32 through 5 layers stays within 1e-5 of them. Gradients of
// this loss are of order 1 and pass through twice as many operations.
const forwardTolerance = 1e-5;
const gradientTolerance = 3e-5;

const cases: Array<[Family, 'erf' | 'tanh']> = [
  ['mixer', 'erf'],
  ['mixer', 'tanh'],
  ['gMixer', 'erf'],
  ['resMlp', 'erf'],
  ['gMlp', 'erf'],
];

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((gap, value, i) => Math.max(gap, Math.abs(value - actual[i])), 0);
  expect(worst).toBeLessThan(tolerance);
}

function outputOf(model: tf.LayersModel, layer: string): Float32Array {
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer(layer).output as tf.SymbolicTensor });
  return tf.tidy(() => (part.predict(goldenImages()) as tf.Tensor).dataSync<'float32'>());
}

function lossOf(logits: tf.Tensor): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([1, 3], 'int32'), 5), logits).asScalar();
}

describe.each(testBackends())('reference values on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(cases)('%s with %s GELU: activations, logits and loss', async (family, gelu) => {
    const expected = golden[`${family}-${gelu}` as keyof typeof golden];
    const model = goldenModel(family, { gelu });
    const lastAdd = family === 'gMlp' ? 'block0_add' : 'block0_add2';
    expectClose(outputOf(model, 'stem'), expected.tokens, forwardTolerance);
    expectClose(outputOf(model, lastAdd), expected.block0, forwardTolerance);
    expectClose(outputOf(model, 'norm'), expected.features, forwardTolerance);
    expectClose(outputOf(model, 'pool'), expected.pooled, forwardTolerance);
    await expectNoLeak(() =>
      tf.tidy(() => {
        const logits = model.predict(goldenImages()) as tf.Tensor;
        expectClose(logits.dataSync(), expected.logits, forwardTolerance);
        expect(Math.abs(lossOf(logits).dataSync()[0] - expected.loss)).toBeLessThan(forwardTolerance);
      }),
    );
    model.dispose();
  });

  it.each(cases)('%s with %s GELU: the gradient of every tensor', async (family, gelu) => {
    const expected = golden[`${family}-${gelu}` as keyof typeof golden];
    const model = goldenModel(family, { gelu });
    const variables = variablesByName(model);
    await expectNoLeak(() =>
      tf.tidy(() => {
        const images = goldenImages();
        const { grads } = tf.variableGrads(() => lossOf(model.apply(images, { training: true }) as tf.Tensor));
        let squares = 0;
        for (const planned of goldenPlan(family)) {
          const ours = grads[variables.get(weightName(planned))!.name];
          const data = ours.dataSync<'float32'>();
          const gradient = toTimm(planned, 4, { dtype: 'float32', shape: ours.shape, data }).data as Float32Array;
          const square = gradient.reduce((sum, value) => sum + value * value, 0);
          const projection = gradient.reduce((sum, value, i) => sum + value * Math.sin(i + 1), 0);
          const reference = (expected.gradients as Record<string, number[]>)[planned.timm];
          expectClose([Math.sqrt(square), projection], reference, gradientTolerance);
          squares += square;
        }
        expect(Math.abs(Math.sqrt(squares) - expected.gradientNorm)).toBeLessThan(gradientTolerance);
      }),
    );
    model.dispose();
  });
});

describe('reference values', () => {
  it.each(families)('%s has the tensors of the reference, in its order and shapes', (family) => {
    const { tensors } = golden[`${family}-erf`];
    expect(goldenPlan(family).map((planned) => [planned.timm, timmShape(planned, 4)])).toEqual(Object.entries(tensors));
  });

  // Copied from the tables of the method description, to guard the fixture itself.
  it('holds the values that were published with the method', () => {
    const mixer = golden['mixer-erf'];
    expect(mixer.tokens.slice(0, 3)).toEqual([-0.800919798, 0.705734198, 0.489436803]);
    expect(mixer.logits.slice(0, 5)).toEqual([-0.453272796, -0.0882008523, 0.647108222, 0.283772263, -0.870184559]);
    expect([mixer.loss, mixer.gradientNorm]).toEqual([1.71455123, 2.18029461]);
    expect(golden['mixer-tanh'].loss).toBe(1.71456491);
    expect(mixer.firstTokenRowGradient[0]).toBe(-0.0525900099);
    expect([golden['gMixer-erf'].loss, golden['resMlp-erf'].loss, golden['gMlp-erf'].loss]).toEqual([
      1.84488178, 1.48266519, 1.56766837,
    ]);
  });
});
