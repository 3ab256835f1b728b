import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
import { softmaxCrossEntropy } from './softmax-cross-entropy';

const logits = [
  [0.3, -1.2, 2.5],
  [-0.7, 0.1, 0.4],
];
const soft = [
  [0.1, 0.2, 0.7],
  [0.5, 0.5, 0],
];

/** float32 arithmetic against float64. */
const digits = 6;

function softmaxLoss(targets: number[][], scores: number[][]): number {
  const rows = scores.map((row, b) => {
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    return row.reduce((sum, z, k) => sum - targets[b][k] * Math.log(Math.exp(z) / total), 0);
  });
  return rows.reduce((sum, value) => sum + value, 0) / rows.length;
}

function sigmoidLoss(targets: number[][], scores: number[][]): number {
  const rows = scores.map((row, b) =>
    row.reduce((sum, z, k) => {
      const p = 1 / (1 + Math.exp(-z));
      return sum - targets[b][k] * Math.log(p) - (1 - targets[b][k]) * Math.log(1 - p);
    }, 0),
  );
  return rows.reduce((sum, value) => sum + value, 0) / rows.length;
}

/** Central differences in float64 of a function of the scores. */
function centralDifferences(loss: (scores: number[][]) => number): number[] {
  const h = 1e-5;
  const shifted = (b: number, k: number, by: number) =>
    logits.map((row, i) => row.map((z, j) => (i === b && j === k ? z + by : z)));
  return logits.flatMap((row, b) => row.map((_, k) => (loss(shifted(b, k, h)) - loss(shifted(b, k, -h))) / (2 * h)));
}

function smoothed(targets: number[][], s: number): number[][] {
  return targets.map((row) => row.map((y) => y * (1 - s) + s / row.length));
}

describe.each(testBackends())('losses on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' | 'webgpu' });
  });

  describe.each([
    ['softmaxCrossEntropy', softmaxCrossEntropy, softmaxLoss],
    ['sigmoidCrossEntropy', sigmoidCrossEntropy, sigmoidLoss],
  ])('%s', (_, loss, expected) => {
    it.each([0, 0.1])('has the value of the formula with soft targets and smoothing %d', (labelSmoothing) => {
      const value = tf.tidy(() => loss(tf.tensor2d(soft), tf.tensor2d(logits), { labelSmoothing }).dataSync()[0]);
      expect(value).toBeCloseTo(expected(smoothed(soft, labelSmoothing), logits), digits);
    });

    it('has the gradient of the formula, scaled by what follows', async () => {
      await expectNoLeak(() => {
        const gradient = tf.tidy(() =>
          tf
            .grad((z) => loss(tf.tensor2d(soft), z, { labelSmoothing: 0.1 }).mul(3))(tf.tensor2d(logits))
            .dataSync(),
        );
        const target = smoothed(soft, 0.1);
        const slopes = centralDifferences((scores) => 3 * expected(target, scores));
        slopes.forEach((slope, i) => {
          expect(gradient[i]).toBeCloseTo(slope, 5);
        });
      });
    });

    it('accepts integer targets', () => {
      const hard = [
        [0, 0, 1],
        [1, 0, 0],
      ];
      const value = tf.tidy(() => loss(tf.tensor2d(hard, [2, 3], 'int32'), tf.tensor2d(logits)).dataSync()[0]);
      expect(value).toBeCloseTo(expected(hard, logits), digits);
    });

    it('stays finite for huge scores', () => {
      const value = tf.tidy(() => loss(tf.tensor2d([[1, 0]]), tf.tensor2d([[-200, 300]])).dataSync()[0]);
      expect(value).toBeCloseTo(500, 3);
    });

    it('refuses targets of another shape', () => {
      const run = () => tf.tidy(() => loss(tf.tensor1d([0, 1]), tf.tensor2d(logits)));
      expect(run).toThrow(expect.objectContaining({ code: 'layers/target-shape', argument: 'targets' }));
      expect(run).toThrow('targets have shape [2] and logits [2,3]');
      const smoothing = () => tf.tidy(() => loss(tf.tensor2d(soft), tf.tensor2d(logits), { labelSmoothing: 1 }));
      expect(smoothing).toThrow(expect.objectContaining({ code: 'layers/label-smoothing' }));
    });
  });

  it('has a right second derivative of the softmax form', () => {
    const slope = tf.tidy(() => {
      const first = (z: tf.Tensor) => tf.grad((x: tf.Tensor) => softmaxCrossEntropy(tf.tensor2d(soft), x))(z);
      return tf
        .grad((z: tf.Tensor) => first(z).square().sum())(tf.tensor2d(logits))
        .dataSync();
    });
    const squares = (scores: number[][]) =>
      scores.reduce((sum, row, b) => {
        const total = row.reduce((partial, z) => partial + Math.exp(z), 0);
        return row.reduce((partial, z, k) => partial + ((Math.exp(z) / total - soft[b][k]) / 2) ** 2, sum);
      }, 0);
    centralDifferences(squares).forEach((value, i) => {
      expect(slope[i]).toBeCloseTo(value, 5);
    });
  });

  it('is ln K where all scores are equal', () => {
    const value = tf.tidy(() =>
      softmaxCrossEntropy(tf.oneHot([3, 7], 10), tf.zeros([2, 10]), { labelSmoothing: 0.1 }).dataSync(),
    );
    expect(value[0]).toBeCloseTo(Math.log(10), digits);
  });
});
