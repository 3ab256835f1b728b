// Defects of stock TensorFlow.js that users met, as they met them.
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init/init';

describe.each(testBackends())('stock ops after init on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('sums along a negative axis and leaves the heap in order', () => {
    tf.tidy(() => {
      const rows = tf.cumsum(tf.ones([4, 5]), -1).arraySync();
      expect(rows).toEqual(new Array(4).fill([1, 2, 3, 4, 5]));
      for (let i = 0; i < 1000; i++) expect(tf.add(tf.fill([i + 1], 1), 1).dataSync()[i]).toBe(2);
    });
  });

  it('pools negative values', () => {
    tf.tidy(() => {
      const x = tf.neg(tf.range(1, 17)).reshape([1, 4, 4, 1]) as tf.Tensor4D;
      expect([...tf.maxPool(x, 2, 2, 'valid').dataSync()]).toEqual([-1, -3, -9, -11]);
      const gradient = tf
        .grad((z) => tf.sum(tf.maxPool(z as tf.Tensor4D, 2, 2, 'valid')))(x)
        .dataSync();
      expect([...gradient].flatMap((value, index) => (value === 1 ? [index] : []))).toEqual([0, 2, 8, 10]);
    });
  });

  it('sums 2^24 values of 0.1 to a relative error of 1e-6', () => {
    tf.tidy(() => {
      const total = tf.sum(tf.fill([2 ** 24], 0.1)).dataSync()[0];
      expect(Math.abs(total / 1677721.625 - 1)).toBeLessThan(1e-6);
    });
  });

  it('slices and splits along any axis', () => {
    tf.tidy(() => {
      const x = tf.range(0, 60).reshape([3, 4, 5]);
      const values = x.dataSync();
      const at = (i: number, j: number, k: number): number => values[(i * 4 + j) * 5 + k];
      expect([...tf.slice(x, [1, 0, 0], [2, 4, 5]).dataSync()]).toEqual([...values.slice(20)]);
      expect(tf.slice(x, [0, 1, 0], [3, 2, 5]).arraySync()).toEqual(
        [0, 1, 2].map((i) => [1, 2].map((j) => [0, 1, 2, 3, 4].map((k) => at(i, j, k)))),
      );
      expect(tf.slice(x, [0, 1, 2], [3, 2, 1]).arraySync()).toEqual(
        [0, 1, 2].map((i) => [1, 2].map((j) => [at(i, j, 2)])),
      );
      expect(tf.slice(x, [0, 0, 0], [3, 4, 5]).dataSync()).toEqual(values);
      const parts = tf.split(x, [1, 3, 1], -1);
      expect(parts.map(({ shape }) => shape)).toEqual([
        [3, 4, 1],
        [3, 4, 3],
        [3, 4, 1],
      ]);
      expect(parts[1].arraySync()).toEqual(
        [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => [1, 2, 3].map((k) => at(i, j, k)))),
      );
      expect([...tf.split(x.toInt(), 3)[2].dataSync()]).toEqual([...values.slice(40)]);
      expect(() => tf.slice(x, [0, 0, 3], [3, 4, 3])).toThrow();
    });
  });

  it('differentiates mean(maximum(x, 0))', () => {
    tf.tidy(() => {
      const gradient = tf.grad((x) => tf.mean(tf.maximum(x, 0)))(tf.tensor1d([-1, 2, 3, -4]));
      expect([...gradient.dataSync()]).toEqual([0, 0.25, 0.25, 0]);
    });
  });

  it('trains a convolution with pooling: gradients equal central differences', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([2, 7, 6, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
      const filter = tf.randomNormal([3, 3, 3, 4], 0, 1, 'float32', 2);
      for (const [strides, pad] of [
        [1, 'same'],
        [2, 'same'],
        [[2, 1], 'valid'],
      ] as const) {
        const f = (image: tf.Tensor, weights: tf.Tensor): tf.Scalar =>
          tf.sum(tf.square(tf.conv2d(image as tf.Tensor4D, weights as tf.Tensor4D, strides as number, pad)));
        const [dx, dw] = tf.grads(f)([x, filter]);
        for (const [tensor, gradient, at] of [
          [x, dx, 0],
          [filter, dw, 1],
        ] as const) {
          const direction = tf.randomNormal(tensor.shape, 0, 1, 'float32', 3);
          const along = (h: number): number => {
            const point = tf.add(tensor, tf.mul(direction, h));
            return f(at === 0 ? point : x, at === 1 ? point : filter).dataSync()[0];
          };
          // The loss is quadratic, so a wide step costs no accuracy.
          const expected = (along(0.5) - along(-0.5)) / 1;
          const actual = tf.sum(tf.mul(gradient, direction)).dataSync()[0];
          expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-4);
        }
      }
    });
  });
});
