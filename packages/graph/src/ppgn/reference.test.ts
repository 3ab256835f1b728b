// Scores and gradients of every weight of networks in float64 that know no masks, against one padded batch.
import { init } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adjacencyAndIdentity, type Edges, formulaModel } from './__fixtures__/golden-model';
import reference from './__fixtures__/reference.json';
import type { PpgnConfig } from './ppgn-config';

/** float32 through up to three blocks, relative to the largest entry of a tensor. */
const tolerance = 2e-5;

type Case = keyof typeof reference.cases;

const graphs = reference.batch.map(
  (name) => reference.graphs[name as keyof typeof reference.graphs] as unknown as Edges,
);

function configOf(name: Case): PpgnConfig {
  const { case: given } = reference.cases[name];
  return {
    inputChannels: 2,
    outputUnits: 3,
    blockWidths: given.widths,
    mlpDepth: given.depth,
    suffix: given.suffix,
    hiddenUnits: given.hidden,
    skipActivation: given.skip,
    readout: given.readout,
    productScaling: given.scaling,
    normalization: given.normalization,
    residual: given.residual,
  } as PpgnConfig;
}

const largestOf = (values: readonly number[]) => Math.max(...values.map(Math.abs));

function expectClose(what: string, actual: ArrayLike<number>, expected: readonly number[], least = 0) {
  expect(actual.length).toBe(expected.length);
  // A map that no input makes positive has a gradient of exactly 0.
  const largest = Math.max(least, largestOf(expected)) || 1;
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i] - value) / largest, `${what}, entry ${i}: ${actual[i]} against ${value}`).toBeLessThan(
      tolerance,
    );
  }
}

describe.each(testBackends())('a padded batch against graphs one by one in float64, on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each(Object.keys(reference.cases) as Case[])('%s: scores, loss and gradients', (name) => {
    const expected = reference.cases[name];
    const model = formulaModel(configOf(name));
    tf.tidy(() => {
      const inputs = adjacencyAndIdentity(graphs, { size: 7, fill: Number.POSITIVE_INFINITY });
      const labels = tf.oneHot(tf.tensor1d(reference.labels, 'int32'), 3);
      const loss = () => {
        const scores = model.apply(inputs, { training: true }) as tf.Tensor;
        return tf.losses.softmaxCrossEntropy(labels, scores, 1, 0, tf.Reduction.SUM).asScalar();
      };
      expectClose('scores', (model.predict(inputs) as tf.Tensor).dataSync(), expected.scores);
      const { value, grads } = tf.variableGrads(loss);
      expectClose('loss', value.dataSync(), [expected.loss]);
      const largest = Math.max(...Object.values(expected.gradients).map(largestOf));
      const found = Object.entries(expected.gradients).map(([weight, gradient]) => {
        const { name: variable } = model.weights.find(({ originalName }) => originalName === weight)!;
        // A bias in front of a normalisation has a gradient of 0: what is left of it is rounding.
        expectClose(weight, grads[variable].dataSync(), gradient, name === 'each graph normalised' ? largest : 0);
        return variable;
      });
      if (name !== 'each graph normalised') expect(Object.keys(grads).sort()).toEqual(found.sort());
    });
    model.dispose();
  });
});
