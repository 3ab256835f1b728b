import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import reference from '../__fixtures__/metrics.json';
import { accuracy, correctness, topKAccuracy } from './accuracy';
import { confusionMatrix } from './confusion-matrix';
import { negativeLogLikelihood } from './negative-log-likelihood';

const { logits, labels, classes } = reference;
const count = labels.length;
// Host metrics run in double precision on the very numbers that the reference saw.
const EXACT = 12;
// Tensors hold the same numbers in float32.
const FLOAT = 6;

describe('metrics of host arrays', () => {
  it('agrees with scikit-learn', async () => {
    expect(await accuracy(logits, labels)).toBeCloseTo(reference.accuracy, EXACT);
    expect(await topKAccuracy(logits, labels, { k: 2 })).toBeCloseTo(reference.top2, EXACT);
    expect(await topKAccuracy(logits, labels, { k: 3 })).toBeCloseTo(reference.top3, EXACT);
    expect((await confusionMatrix(logits, labels)).counts).toEqual(reference.confusion);
    expect(await negativeLogLikelihood(logits, labels)).toBeCloseTo(reference.negativeLogLikelihood, EXACT);
  });

  it('gives the closed forms of simple cases', async () => {
    const uniform = new Float64Array(3 * 4);
    expect(await negativeLogLikelihood(uniform, [0, 1, 2])).toBeCloseTo(Math.log(4), EXACT);
    const half = [0.5, 0.5, 0.25, 0.75];
    expect(await negativeLogLikelihood(half, [0, 0], { from: 'probabilities' })).toBeCloseTo(
      (Math.log(2) + Math.log(4)) / 2,
      EXACT,
    );
    expect(await topKAccuracy(uniform, [0, 1, 2], { k: 4 })).toBe(1);
  });

  it('survives logits far outside the range of exp', async () => {
    expect(await negativeLogLikelihood([1e4, 0, -1e4, 0], [0, 0])).toBeCloseTo((0 + 1e4) / 2, 6);
  });

  it('counts an impossible right class as probability 2^-52 instead of infinity', async () => {
    expect(await negativeLogLikelihood([1, 0], [1], { from: 'probabilities' })).toBeCloseTo(52 * Math.log(2), EXACT);
  });

  it('gives ties to the lowest class', async () => {
    const equal = [1, 1, 1, 1];
    expect(await accuracy(equal, [0, 1])).toBe(0.5);
    expect(Array.from(await correctness(equal, [0, 1]))).toEqual([1, 0]);
    expect((await confusionMatrix(equal, [0, 1])).counts).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('reports recall and precision, NaN where nothing was counted', async () => {
    const { recall, precision } = await confusionMatrix([1, 0, 0, 1, 0, 0, 0, 1, 0], [0, 0, 1]);
    expect(recall).toEqual([1, 1, Number.NaN]);
    expect(precision).toEqual([1, 1, Number.NaN]);
  });
});

describe.each(testBackends())('metrics of tensors on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  it('gives what host arrays give and leaves no tensor behind', async () => {
    const scores = tf.tensor2d(logits, [count, classes]);
    const truth = tf.tensor1d(labels, 'int32');
    await expectNoLeak(async () => {
      expect(await accuracy(scores, truth)).toBeCloseTo(reference.accuracy, EXACT);
      expect(await negativeLogLikelihood(scores, truth)).toBeCloseTo(reference.negativeLogLikelihood, FLOAT);
      expect((await confusionMatrix(scores, labels)).counts).toEqual(reference.confusion);
    });
    scores.dispose();
    truth.dispose();
  });

  it('names the shape that does not fit', async () => {
    const scores = tf.zeros([3, 4]);
    const oneHot = tf.zeros([3, 4]);
    await expect(accuracy(scores, [0, 1])).rejects.toMatchObject({
      code: 'evaluation/scores-shape',
      message: expect.stringContaining('[3, 4]'),
    });
    await expect(accuracy(scores, oneHot)).rejects.toMatchObject({
      code: 'evaluation/labels-rank',
      message: expect.stringContaining('argMax'),
    });
    tf.dispose([scores, oneHot]);
  });
});

describe('metrics of bad input', () => {
  it.each([
    ['no example', () => accuracy([], []), 'evaluation/no-examples', '0 labels'],
    ['rows of different length', () => accuracy([1, 2, 3], [0, 1]), 'evaluation/scores-shape', '3 scores for 2 labels'],
    ['a label that is no class', () => accuracy([1, 2], [2]), 'evaluation/label-out-of-range', 'Label 0 is 2'],
    ['a fractional label', () => accuracy([1, 2], [0.5]), 'evaluation/label-out-of-range', '0.5'],
    ['a score that is no number', () => accuracy([1, Number.NaN], [0]), 'evaluation/not-a-number', 'class 1'],
    ['k beyond the classes', () => topKAccuracy([1, 2], [0], { k: 3 }), 'evaluation/k-out-of-range', 'k is 3'],
    [
      'rows that are no distribution',
      () => negativeLogLikelihood([0.5, 0.9], [0], { from: 'probabilities' }),
      'evaluation/not-probabilities',
      'sums to 1.4',
    ],
    [
      'an unknown score kind',
      () => negativeLogLikelihood([0.5, 0.5], [0], { from: 'odds' as 'logits' }),
      'evaluation/score-kind',
      '"odds"',
    ],
  ])('refuses %s', async (_, run, code, text) => {
    await expect(run()).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
  });
});
