import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, init, matMul, random, ShapeError } from '../../index';

const sizes = [1, 2, 5, 6, 7, 8, 9, 48, 49, 96, 97, 255, 256, 257];
const largest = 257;
/** Relative to the largest value of the product. */
const tolerance = 2e-6;

function product(a: Float32Array, b: Float32Array, m: number, n: number, k: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let step = 0; step < k; step++) {
      const factor = a[i * k + step];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * b[step * n + j];
    }
  }
  return c;
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  return result;
}

function relativeError(actual: ArrayLike<number>, expected: Float64Array): number {
  let error = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i] - expected[i]);
    error = Math.max(error, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    size = Math.max(size, Math.abs(expected[i]));
  }
  return error / size;
}

describe('matMul on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });

  it.each(sizes)('is right in all four transpositions for %d rows and every other size', (m) => {
    const numbersA = Float32Array.from(random.uniformArray(1, largest * largest));
    const numbersB = Float32Array.from(random.normalArray(2, largest * largest));
    for (const n of sizes) {
      for (const k of sizes) {
        const a = numbersA.subarray(0, m * k);
        const b = numbersB.subarray(0, k * n);
        const expected = product(a, b, m, n, k);
        tf.tidy(() => {
          const left = [tf.tensor(a, [m, k]), tf.tensor(transposed(a, m, k), [k, m])];
          const right = [tf.tensor(b, [k, n]), tf.tensor(transposed(b, k, n), [n, k])];
          for (const transposeA of [false, true]) {
            for (const transposeB of [false, true]) {
              const y = matMul(left[Number(transposeA)], right[Number(transposeB)], { transposeA, transposeB });
              const error = relativeError(y.dataSync(), expected);
              if (!(error < tolerance))
                expect.fail(`[${m},${k}] x [${k},${n}] ${transposeA} ${transposeB}: error ${error}`);
            }
          }
        });
      }
    }
  });
});

describe.each(testBackends())('matMul on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it('adds the bias once and applies relu to whole sums', () => {
    tf.tidy(() => {
      const ones = tf.ones([2, 64]);
      const options = { transposeB: true, bias: [1, 2, 3], activation: 'relu' } as const;
      expect(matMul(ones, tf.ones([3, 64]), options).arraySync()).toEqual([
        [65, 66, 67],
        [65, 66, 67],
      ]);
      expect(matMul(tf.neg(ones), tf.ones([3, 64]), options).arraySync()).toEqual([
        [0, 0, 0],
        [0, 0, 0],
      ]);
    });
  });

  it('gives zeros for an inner size of 0, and keeps NaN', () => {
    tf.tidy(() => {
      expect(matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync()).toEqual(new Float32Array(6));
      expect([...matMul(tf.tensor2d([[Number.NaN, 1]]), tf.ones([2, 1]), { activation: 'gelu' }).dataSync()]).toEqual([
        Number.NaN,
      ]);
    });
  });

  it('refuses what does not fit, with sizes and the remedy', () => {
    const a = tf.zeros([2, 3]);
    expect(() => matMul(a, tf.zeros([2, 3]))).toThrow('the inner sizes of a [2,3] and b [2,3] differ: 3 and 2');
    expect(() => matMul(a, tf.zeros([2, 3, 4]).reshape([2, 3, 4]), { bias: [1] })).toThrow(
      'bias must have shape [4], got [1]',
    );
    expect(() => matMul(tf.zeros([2, 2, 3]), tf.zeros([3, 3, 4]))).toThrow('batch axes');
    expect(() => matMul(tf.zeros([2, 3], 'int32'), tf.zeros([3, 2]))).toThrow(
      'a must be float32, got int32 of shape [2,3]. Convert it with .toFloat().',
    );
    expect(() => matMul(a, tf.zeros([3]))).toThrow(ShapeError);
    expect(() => matMul(a, tf.zeros([3, 1]), { activation: 'softmax' as 'relu' })).toThrow(ConfigError);
    expect(() => matMul(a, tf.zeros([3, 1]), { activation: 'leakyrelu', alpha: Number.NaN })).toThrow(
      'alpha must be a finite number, got NaN',
    );
    a.dispose();
    expect(() => matMul(a, tf.zeros([3, 1]))).toThrow('a has been disposed');
  });
});
