import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { init, pairMaxPool } from '../../index';

/** One stack of one channel. */
const stack = (rows: number[][]): tf.Tensor4D => tf.tensor4d(rows.flat(), [1, rows.length, rows.length, 1]);

describe.each(testBackends())('pairMaxPool on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each([
    [
      [
        [5, 1],
        [2, -7],
      ],
      [5, 2],
    ],
    [
      [
        [-3, -1],
        [-2, -4],
      ],
      [-3, -1],
    ],
    [[[-4]], [-4, 0]],
  ])('gives the largest of %j on the diagonal and off it: %j', (rows, expected) => {
    tf.tidy(() => {
      expect([...pairMaxPool(stack(rows)).dataSync()]).toEqual(expected);
    });
  });

  it('looks at nothing that the mask leaves out', () => {
    tf.tidy(() => {
      const x = stack([
        [-3, -1, 9],
        [-2, -4, Number.NaN],
        [Number.POSITIVE_INFINITY, 9, Number.NaN],
      ]);
      expect([...pairMaxPool(x, [[1, 1, 0]]).dataSync()]).toEqual([-3, -1]);
      expect([...pairMaxPool(x, [[0, 1, 0]]).dataSync()]).toEqual([-4, 0]);
      expect([...pairMaxPool(x, [[0, 0, 0]]).dataSync()]).toEqual([0, 0]);
      const slopes = tf.grad((y) => tf.sum(pairMaxPool(y, [[1, 1, 0]])))(x);
      expect([...slopes.dataSync()]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0]);
    });
  });

  it('shares the gradient among ties', () => {
    tf.tidy(() => {
      const x = stack([
        [2, 1, 3],
        [3, 2, 3],
        [0, 3, 1],
      ]);
      const slopes = tf.grad((y) => tf.sum(tf.mul(pairMaxPool(y), [[1, 8]])))(x);
      expect([...slopes.dataSync()]).toEqual([0.5, 0, 2, 2, 0.5, 2, 0, 2, 0]);
    });
  });

  it('makes a part NaN that has one', () => {
    tf.tidy(() => {
      const x = stack([
        [1, Number.NaN],
        [5, 2],
      ]);
      expect([...pairMaxPool(x).dataSync()]).toEqual([2, Number.NaN]);
    });
  });

  it('refuses what is no stack of squares, and a mask of another size', () => {
    expect(() => tf.tidy(() => pairMaxPool(tf.zeros([2, 3, 4, 5])))).toThrow(
      'x must have shape [batch, side, side, channels], got [2,3,4,5]',
    );
    expect(() => tf.tidy(() => pairMaxPool(tf.zeros([2, 3, 3, 5]), tf.ones([2, 4])))).toThrow(
      'mask must have shape [2,3], got [2,4]',
    );
  });
});
