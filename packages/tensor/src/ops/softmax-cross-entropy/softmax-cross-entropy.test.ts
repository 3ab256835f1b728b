import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init, logSoftmax, random, softmaxCrossEntropy } from '../../index';

/** float32 arithmetic on both sides. */
const tolerance = 3e-6;
const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: nothing } = Number;

/** tf.losses.softmaxCrossEntropy with one loss per row. */
function stockLoss(labels: tf.Tensor, logits: tf.Tensor, labelSmoothing: number): tf.Tensor {
  return tf.losses.softmaxCrossEntropy(labels, logits, undefined, labelSmoothing, tf.Reduction.NONE);
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(tolerance);
}

describe.each(testBackends())('softmaxCrossEntropy on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each([0, 0.1])('equals tf.losses.softmaxCrossEntropy, also its gradient; smoothing %d', async (labelSmoothing) => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const logits = random.normal(1, [6, 11], { stddev: 3 });
        const classes = tf.tensor1d([0, 3, 10, 5, 5, 1], 'int32');
        const labels = tf.oneHot(classes, 11).toFloat();
        const dy = random.normal(2, [6]);
        const expected = stockLoss(labels, logits, labelSmoothing);
        const slopes = tf.grad((z: tf.Tensor) => stockLoss(labels, z, labelSmoothing))(logits, dy);
        for (const given of [labels, classes]) {
          expectClose(softmaxCrossEntropy(logits, given, { labelSmoothing }), expected);
          expectClose(tf.grad((z: tf.Tensor) => softmaxCrossEntropy(z, given, { labelSmoothing }))(logits, dy), slopes);
        }
      });
    });
  });

  it('keeps leading axes', () => {
    tf.tidy(() => {
      const logits = random.normal(1, [2, 3, 5]);
      const labels = tf.tensor2d([0, 1, 2, 3, 4, 0], [2, 3], 'int32');
      const flat = softmaxCrossEntropy(logits.reshape([6, 5]), labels.flatten());
      expectClose(softmaxCrossEntropy(logits, labels), flat.reshape([2, 3]));
      expect(softmaxCrossEntropy(logits.flatten().slice(0, 5), tf.scalar(2, 'int32')).shape).toEqual([]);
    });
  });

  it('leaves rows out whose class does not exist', () => {
    tf.tidy(() => {
      const logits = random.normal(1, [3, 4]);
      const labels = tf.tensor1d([-1, 2, 4], 'int32');
      const losses = softmaxCrossEntropy(logits, labels, { labelSmoothing: 0.1 }).dataSync();
      expect([losses[0], losses[2]]).toEqual([0, 0]);
      expect(losses[1]).toBeGreaterThan(0);
      const slopes = tf
        .grad((z: tf.Tensor) => softmaxCrossEntropy(z, labels))(logits)
        .dataSync();
      expect([...slopes.slice(0, 4), ...slopes.slice(8)]).toEqual(new Array(8).fill(0));
    });
  });

  it('gives soft labels their gradient', () => {
    tf.tidy(() => {
      const logits = random.normal(1, [3, 4]);
      const labels = tf.softmax(random.normal(2, [3, 4]));
      const slope = tf.grad((t: tf.Tensor) => softmaxCrossEntropy(logits, t, { labelSmoothing: 0.2 }))(labels);
      expectClose(slope, tf.mul(tf.logSoftmax(logits), -0.8));
    });
  });

  it('stays exact for huge scores and for forbidden classes', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([
        [3e38, -3e38],
        [1000, 999],
        [nothing, 2],
      ]);
      const labels = tf.tensor1d([0, 1, 1], 'int32');
      const losses = softmaxCrossEntropy(logits, labels).dataSync();
      expect(losses[0]).toBeCloseTo(0, 6);
      expect(losses[1]).toBeCloseTo(1 + Math.log(1 + Math.exp(-1)), 5);
      expect(losses[2]).toBeCloseTo(0, 6);
      expect(
        [
          ...tf
            .grad((z: tf.Tensor) => softmaxCrossEntropy(z, labels))(logits)
            .dataSync(),
        ].every(Number.isFinite),
      ).toBe(true);
    });
  });

  it('refuses labels that do not fit, by name', () => {
    const run =
      (labels: tf.Tensor, labelSmoothing = 0) =>
      () =>
        tf.tidy(() => softmaxCrossEntropy(tf.zeros([2, 3]), labels, { labelSmoothing }));
    expect(run(tf.zeros([2]))).toThrow('softmaxCrossEntropy: labels must have shape [2,3], got [2]');
    expect(run(tf.zeros([2, 3], 'int32'))).toThrow('labels must have shape [2], got [2,3]');
    expect(run(tf.zeros([2, 3], 'bool'))).toThrow('labels must be float32, got bool');
    expect(run(tf.zeros([2, 3]), 1)).toThrow('labelSmoothing must be a number from 0 to below 1, got 1');
    expect(() => tf.tidy(() => softmaxCrossEntropy(tf.zeros([2, 0]), tf.zeros([2, 0])))).toThrow('at least one class');
  });
});

describe.each(testBackends())('logSoftmax and softmax on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('treat infinities, NaN and large values as tf.logSoftmax on cpu', () => {
    const rows = [
      [nothing, 1, 2, 3, 4],
      [nothing, nothing, nothing, nothing, nothing],
      [infinity, 1, 2, 3, 4],
      [1, 2, nan, 3, 4],
      [1e30, -1e30, 0, 1e30, 5],
      [-200, -100, 0, 1, 1],
    ];
    // What tf.logSoftmax gives on the cpu backend.
    const expected = rows.map((row) => {
      const largest = row.some(Number.isNaN) ? nan : Math.max(...row);
      const logSum = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
      return row.map((value) => Math.fround(value - largest - logSum));
    });
    tf.tidy(() => {
      const logs = logSoftmax(tf.tensor2d(rows)).arraySync() as number[][];
      const probabilities = tf.softmax(tf.tensor2d(rows.slice(3))).arraySync() as number[][];
      rows.forEach((_, r) => {
        logs[r].forEach((value, c) => {
          if (Number.isFinite(expected[r][c]))
            expect(value / Math.min(-1, expected[r][c])).toBeCloseTo(expected[r][c] / Math.min(-1, expected[r][c]), 6);
          else expect(value, `row ${r}`).toEqual(expected[r][c]);
          if (r > 3) expect(probabilities[r - 3][c]).toBeCloseTo(Math.exp(expected[r][c]), 6);
        });
      });
    });
  });

  it('is infinite for a score of -Infinity whose smoothed label is above 0', () => {
    tf.tidy(() => {
      const loss = softmaxCrossEntropy(tf.tensor2d([[0, nothing, 1]]), tf.tensor2d([[0.5, 0, 0.5]]), {
        labelSmoothing: 0.1,
      });
      expect(loss.dataSync()[0]).toBe(infinity);
    });
  });

  it('has the gradient of softmax in one kernel, right where a probability is 0', () => {
    tf.tidy(() => {
      const x = tf.tensor1d([0, nothing, 1]);
      const slopes = tf
        .grad((z: tf.Tensor) => tf.softmax(z))(x, tf.tensor1d([1, 5, 2]))
        .dataSync();
      const p = 1 / (1 + Math.E);
      expect(slopes[0]).toBeCloseTo(p * (1 - p - 2 * (1 - p)), 6);
      expect(slopes[1]).toBe(0);
    });
  });
});
