import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bilinearSample, init, restore } from '../../index';

/** 1 to 6 in two rows of three. */
const small = (): tf.Tensor4D => tf.range(1, 7).reshape([1, 2, 3, 1]);
const at = (row: number, column: number): tf.Tensor => tf.tensor3d([row, column], [1, 1, 2]);
const value = (tensor: tf.Tensor): number => tensor.dataSync()[0];

describe.each(testBackends())('bilinearSample on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  afterAll(() => restore());

  it('reads the corners at -1 and 1, and the mean of all four in the middle of a cell', () => {
    tf.tidy(() => {
      expect(value(bilinearSample(small(), at(-1, -1)))).toBe(1);
      expect(value(bilinearSample(small(), at(1, 1)))).toBe(6);
      expect(value(bilinearSample(small(), at(0, -0.5)))).toBeCloseTo((1 + 2 + 4 + 5) / 4, 6);
    });
  });

  it('puts the outer edges of the border pixels at -1 and 1 without alignCorners', () => {
    tf.tidy(() => {
      const options = { alignCorners: false };
      expect(value(bilinearSample(small(), at(-0.5, -2 / 3), options))).toBeCloseTo(1, 5);
      expect(value(bilinearSample(small(), at(-1, -1), { ...options, boundary: 'zero' }))).toBeCloseTo(0.25, 6);
    });
  });

  it('holds places outside at the border, or counts them as 0', () => {
    tf.tidy(() => {
      for (const far of [7, Number.POSITIVE_INFINITY]) {
        expect(value(bilinearSample(small(), at(far, -far)))).toBe(4);
        expect(value(bilinearSample(small(), at(far, -far), { boundary: 'zero' }))).toBe(0);
      }
      expect(value(bilinearSample(small(), at(0, 1.5), { boundary: 'zero' }))).toBeCloseTo(2.25, 6);
      expect(value(bilinearSample(small(), at(Number.NaN, 0)))).toBeNaN();
    });
  });

  it('takes coordinates of any rank and gives every image its own', () => {
    tf.tidy(() => {
      const images = tf.stack([small().squeeze([0]), tf.mul(small().squeeze([0]), 10)]) as tf.Tensor4D;
      const grid = tf.tensor([-1, -1, 1, 1, -1, 1, 1, -1, -1, -1, 1, 1, -1, 1, 1, -1], [2, 2, 2, 2]);
      const y = bilinearSample(images, grid);
      expect(y.shape).toEqual([2, 2, 2, 1]);
      expect([...y.dataSync()]).toEqual([1, 6, 3, 4, 10, 60, 30, 40]);
    });
  });

  it('agrees with resizeBilinear on its grid', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([1, 4, 5, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
      const rows = tf.linspace(-1, 1, 7).reshape([7, 1, 1]).tile([1, 9, 1]);
      const columns = tf.linspace(-1, 1, 9).reshape([1, 9, 1]).tile([7, 1, 1]);
      const grid = tf.expandDims(tf.concat([rows, columns], 2), 0);
      const difference = tf.sub(bilinearSample(x, grid), tf.image.resizeBilinear(x, [7, 9], true));
      expect(value(tf.max(tf.abs(difference)))).toBeLessThan(2e-6);
    });
  });

  it('moves a coordinate by gradient descent to the brightest place', async () => {
    await expectNoLeak(() => {
      const place = tf.tidy(() => tf.variable(at(-0.2, -0.3)));
      const image = tf.tidy(() => tf.tensor4d([0, 1, 2, 1, 2, 4, 2, 4, 8], [1, 3, 3, 1]));
      const optimizer = tf.train.sgd(0.05);
      for (let step = 0; step < 60; step++)
        optimizer.minimize(() => tf.neg(tf.sum(bilinearSample(image, place))) as tf.Scalar);
      const [row, column] = place.dataSync();
      expect(Math.min(row, column)).toBeGreaterThan(0.95);
      tf.dispose([place, image]);
      optimizer.dispose();
    });
  });

  it('refuses wrong shapes, types and boundaries by name', () => {
    tf.tidy(() => {
      expect(() => bilinearSample(tf.ones([2, 3, 1]) as unknown as tf.Tensor4D, at(0, 0))).toThrow(
        /image must be \[n,/,
      );
      expect(() => bilinearSample(small(), tf.zeros([2, 4, 2]))).toThrow(/coordinates must be \[1, \.\.\., 2\]/);
      expect(() => bilinearSample(small(), tf.zeros([1, 4, 3]))).toThrow(/got \[1,4,3\]/);
      expect(() => bilinearSample(small().toInt(), at(0, 0))).toThrow(/must be float32/);
      expect(() => bilinearSample(small(), at(0, 0), { boundary: 'wrap' as 'zero' })).toThrow(
        /Choose one of clamp, zero/,
      );
    });
  });
});
