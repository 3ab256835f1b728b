// What summing a loss over the batch means for a step of an optimiser.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { gap, readAll } from '../../__fixtures__/read';
import { adjacencyAndIdentity, formulaModel, hexagon, paw, twoTriangles } from '../../ppgn/__fixtures__/golden-model';
import { goldenConfig } from '../../ppgn/__fixtures__/golden-scores';
import { summedCrossEntropy } from '../summed-losses';

const tolerance = 1e-5;
const graphs = [paw, hexagon, twoTriangles];

/** What one step changes, weight by weight, of a network with weights by formula. */
async function changesOf(makeOptimizer: () => tf.Optimizer, loss: 'sum' | 'mean', factor = 1): Promise<number[]> {
  const model = formulaModel(goldenConfig);
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const before = weights.map((weight) => Float32Array.from(weight.dataSync()));
  const inputs = adjacencyAndIdentity(graphs);
  const optimizer = makeOptimizer();
  tf.tidy(() => {
    const labels = tf.oneHot(tf.tensor1d([0, 1, 1], 'int32'), 2);
    const { grads } = tf.variableGrads(() => {
      const scores = model.apply(inputs, { training: true }) as tf.Tensor;
      return loss === 'sum'
        ? summedCrossEntropy(labels, scores)
        : tf.losses.softmaxCrossEntropy(labels, scores).asScalar();
    }, weights);
    const scaled = Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, factor)]);
    optimizer.applyGradients(Object.fromEntries(scaled));
  });
  const after = await readAll(() => weights.map((weight) => weight.clone()));
  const changes = after.flatMap((values, at) => Array.from(values, (value, i) => value - before[at][i]));
  tf.dispose(inputs);
  optimizer.dispose();
  model.dispose();
  return changes;
}

export function itSumsLosses(): void {
  // The settings of the published training.
  const adam = () => tf.train.adam(0.01, 0.9, 0.999, 1e-8);
  const sgd = () => tf.train.sgd(0.01);

  it('a step of Adam on the summed loss is the one on the batch size times the mean gradient, and as long as on the mean', async () => {
    const summed = await changesOf(adam, 'sum');
    expect(gap(await changesOf(adam, 'mean', graphs.length), summed)).toBeLessThan(tolerance);
    // But where a gradient is nearly as small as epsilon.
    expect(gap(await changesOf(adam, 'mean'), summed)).toBeLessThan(5e-3);
    expect(Math.max(...summed)).toBeCloseTo(0.01, 5);
  });

  it('a step of gradient descent on the summed loss is the batch size times as long as on the mean', async () => {
    const summed = await changesOf(sgd, 'sum');
    const mean = await changesOf(sgd, 'mean');
    expect(
      gap(
        mean.map((change) => graphs.length * change),
        summed,
      ),
    ).toBeLessThan(tolerance);
  });
}
