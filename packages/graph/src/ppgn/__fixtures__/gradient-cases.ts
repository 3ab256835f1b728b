// Scores and gradients of every weight of networks in float64 that know no masks, against one padded batch.
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { read } from '../../__fixtures__/read';
import type { PpgnConfig } from '../ppgn-config';
import { adjacencyAndIdentity, type Edges, formulaModel } from './golden-model';
import reference from './reference.json';

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

/** Of networks of several depths, suffixes, readouts, scalings and normalisations. `tolerance` as a share of the largest entry. */
export function itHasReferenceGradients(tolerance: number): void {
  it.each(Object.keys(reference.cases) as Case[])('%s: scores, loss and gradients of a padded batch', async (name) => {
    const expected = reference.cases[name];
    const model = formulaModel(configOf(name));
    const inputs = adjacencyAndIdentity(graphs, { size: 7, fill: Number.POSITIVE_INFINITY });
    const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(reference.labels, 'int32'), 3));
    const scores = (training: boolean) => model.apply(inputs, { training }) as tf.Tensor;
    expectClose('scores', await read(() => scores(false)), expected.scores);
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, scores(true), 1, 0, tf.Reduction.SUM).asScalar(),
    );
    expectClose('loss', await value.data(), [expected.loss]);
    const largest = Math.max(...Object.values(expected.gradients).map(largestOf));
    const weights = Object.entries(expected.gradients).map(([weight, gradient]) => {
      const { name: variable } = model.weights.find(({ originalName }) => originalName === weight)!;
      return { weight, gradient, variable };
    });
    const found = await Promise.all(weights.map(({ variable }) => grads[variable].data()));
    for (const [at, { weight, gradient }] of weights.entries()) {
      // A bias in front of a normalisation has a gradient of 0: what is left of it is rounding.
      expectClose(weight, found[at], gradient, name === 'each graph normalised' ? largest : 0);
    }
    if (name !== 'each graph normalised')
      expect(Object.keys(grads).sort()).toEqual(weights.map(({ variable }) => variable).sort());
    tf.dispose([inputs, labels, value, grads]);
    model.dispose();
  });

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
}
