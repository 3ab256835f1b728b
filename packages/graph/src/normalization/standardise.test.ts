import { init, random } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { standardise } from './standardise';

const EPSILON = 1e-5;
/** float32: a mean over 24 rows and a quotient. */
const TOLERANCE = 2e-5;

/** The same in single operations, whose gradients are those of the library. */
function composed(rows: tf.Tensor2D, shares: tf.Tensor2D): tf.Tensor2D {
  const centered = tf.sub(rows, tf.matMul(shares, rows));
  const variance = tf.matMul(shares, tf.square(centered) as tf.Tensor2D);
  return tf.mul(centered, tf.rsqrt(tf.add(variance, EPSILON)));
}

describe.each(testBackends())('standardise on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  const normal = (shape: [number, number], key: number) =>
    tf.tensor2d(random.normalArray(random.key(key), shape[0] * shape[1]), shape);

  it.each([
    ['all rows', Array<number>(24).fill(1 / 24)],
    ['some rows', Array.from({ length: 24 }, (_, row) => (row % 3 === 0 ? 0 : 1 / 16))],
  ])('agrees with single operations over %s, value and gradient', async (_, counted) => {
    await expectNoLeak(async () => {
      const [rows, direction] = [normal([24, 3], 1), normal([24, 3], 2)];
      const shares = tf.tensor2d([counted]);
      const asked = tf.tidy(() => tf.mul(direction, tf.cast(tf.greater(tf.transpose(shares), 0), 'float32')));
      const run = (f: (x: tf.Tensor2D) => tf.Tensor2D) =>
        tf.tidy(() => [f(rows), tf.grad((x) => tf.sum(tf.mul(f(x as tf.Tensor2D), asked)))(rows)]);
      const own = run((x) => standardise(x, shares, EPSILON, () => {}));
      const wanted = run((x) => composed(x, shares));
      for (const [place, tensor] of own.entries()) {
        const [found, expected] = [await tensor.data(), await wanted[place].data()];
        found.forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThan(TOLERANCE);
        });
      }
      tf.dispose([rows, direction, shares, asked, own, wanted]);
    });
  });

  it('makes a column of equal numbers exactly 0', async () => {
    await expectNoLeak(async () => {
      const columns = [0.1, 1 / 3, 123.456, -7.7];
      const rows = tf.tensor2d(Array.from({ length: 37 }, () => columns));
      const shares = tf.fill([1, 37], 1 / 37) as tf.Tensor2D;
      const value = standardise(rows, shares, EPSILON, () => {});
      expect((await value.data()).every((entry) => entry === 0)).toBe(true);
      tf.dispose([rows, shares, value]);
    });
  });
});
