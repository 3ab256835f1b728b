import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, init, random, ShapeError, sineDense } from '../../index';

describe.each(testBackends())('sineDense on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each([30, 1, -7.5])('is sin(omega (x kernel + bias)), omega %d, with its gradients', async (omega) => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const inputs = [random.normal(1, [7, 5]), random.normal(2, [5, 9]), random.normal(3, [9])];
        const weights = random.normal(4, [7, 9]);
        const composed = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
          tf.sin(tf.mul(tf.add(tf.matMul(x, kernel), bias), omega));
        const loss =
          (f: typeof composed) =>
          (...[x, kernel, bias]: tf.Tensor[]): tf.Scalar =>
            tf.sum(tf.mul(f(x, kernel, bias), weights));
        const ours = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor): tf.Tensor =>
          sineDense(x, kernel, bias, { omega });
        const [x, kernel, bias] = inputs;
        const difference = (a: tf.Tensor, b: tf.Tensor): number => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
        // Rounding of the product moves the argument by some 1e-7 times its size.
        expect(difference(ours(x, kernel, bias), composed(x, kernel, bias))).toBeLessThan(1e-4);
        const [gradients, expected] = [tf.grads(loss(ours))(inputs), tf.grads(loss(composed))(inputs)];
        gradients.forEach((gradient, index) => {
          expect(gradient.shape).toEqual(inputs[index].shape);
          expect(difference(gradient, expected[index])).toBeLessThan(1e-2);
        });
      });
    });
  });

  it('has the sine and the cosine of float64 for arguments up to 10,000', () => {
    tf.tidy(() => {
      const x = tf.tensor2d(Array.from({ length: 2001 }, (_, index) => [(index - 1000) * 9.97]));
      const one = tf.ones([1, 1]);
      const values = sineDense(x, one, undefined, { omega: 1 }).dataSync();
      const slopes = tf
        .grad((z) => tf.sum(sineDense(z, one, undefined, { omega: 1 })))(x)
        .dataSync();
      x.dataSync().forEach((argument, index) => {
        expect(Math.abs(values[index] - Math.sin(argument))).toBeLessThan(1e-6);
        expect(Math.abs(slopes[index] - Math.cos(argument))).toBeLessThan(1e-6);
      });
    });
  });

  it('mixes the axis before the last, and has the published frequency', () => {
    tf.tidy(() => {
      const x = random.normal(1, [2, 3, 4]);
      const kernel = random.normal(2, [3, 5]);
      const y = sineDense(x, kernel, undefined, { axis: -2 });
      const turned = sineDense(tf.transpose(x, [0, 2, 1]), kernel, undefined, { omega: 30 });
      expect(tf.max(tf.abs(tf.sub(y, tf.transpose(turned, [0, 2, 1])))).dataSync()[0]).toBeLessThan(1e-4);
    });
  });

  it('refuses what it cannot take', () => {
    tf.tidy(() => {
      const x = tf.zeros([2, 3]);
      expect(() => sineDense(x, tf.zeros([3, 1]), undefined, { omega: Number.NaN })).toThrow(ConfigError);
      expect(() => sineDense(x, tf.zeros([2, 1]))).toThrow(
        'sineDense: kernel must have shape [3, outputs] for x [2,3] and axis -1, got [2,1].',
      );
      expect(() => sineDense(x, tf.zeros([3, 1]), tf.zeros([2]))).toThrow(ShapeError);
    });
  });
});
