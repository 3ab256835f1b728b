import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamW, dense, gelu, init, layerNorm, matMul } from '../index';

describe.each(testBackends())('public ops on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('mixes tokens with axis -2 as a transposed dense', async () => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const x = tf.randomNormal([2, 3, 4], 0, 1, 'float32', 1);
        const kernel = tf.randomNormal([3, 5], 0, 1, 'float32', 2);
        const bias = tf.range(0, 5);
        const y = dense(x, kernel, bias, { axis: -2, activation: 'gelu_new' });
        const expected = gelu(tf.transpose(dense(tf.transpose(x, [0, 2, 1]), kernel, bias), [0, 2, 1]), {
          approximate: true,
        });
        expect(tf.max(tf.abs(tf.sub(y, expected))).dataSync()[0]).toBeLessThan(1e-5);
      });
    });
  });

  it('differentiates a broadcast matMul with respect to both sides', () => {
    tf.tidy(() => {
      const a = tf.range(1, 9).reshape([2, 2, 2]);
      const b = tf.tensor2d([
        [9, 10],
        [11, 12],
      ]);
      const [, db] = tf.grads((p, q) => tf.sum(matMul(p, q)))([a, b]);
      expect(db.arraySync()).toEqual([
        [16, 16],
        [20, 20],
      ]);
    });
  });

  it('normalises and updates', () => {
    tf.tidy(() => {
      const y = layerNorm(tf.tensor2d([[1, 2, 3]]), tf.ones([3]), tf.zeros([3]));
      expect(y.dataSync()[2]).toBeCloseTo(1.2247443, 5);
      const parameter = tf.tensor1d([1]);
      const zero = tf.zeros([1]);
      const next = adamW(
        { parameter, gradient: tf.tensor1d([0.5]), firstMoment: zero, secondMoment: zero },
        { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, step: 1 },
      );
      expect(next.parameter.dataSync()[0]).toBeCloseTo(1 - 0.01 - 0.1, 5);
    });
  });
});
