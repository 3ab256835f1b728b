import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, init, matMul, random, ShapeError } from '../../index';

const sizes = [1, 2, 5, 6, 7, 8, 9, 48, 49, 96, 97, 255, 256, 257];
const largest = 257;
/** Relative to the largest sum of these rows in any column. */
const tolerance = 2e-6;

/** The first rows and columns of a matrix whose lines are `largest` long. */
function corner(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) result.set(values.subarray(i * largest, i * largest + columns), i * columns);
  return result;
}

/** Adds the steps `from` to `to` of the product of the first m rows of a with all of b. */
function addSteps(sums: Float64Array, a: Float32Array, b: Float32Array, m: number, from: number, to: number): void {
  for (let i = 0; i < m; i++) {
    for (let step = from; step < to; step++) {
      const factor = a[i * largest + step];
      for (let j = 0; j < largest; j++) sums[i * largest + j] += factor * b[step * largest + j];
    }
  }
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  return result;
}

function relativeError(actual: ArrayLike<number>, sums: Float64Array, m: number, n: number): number {
  let error = 0;
  let size = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const difference = Math.abs(actual[i * n + j] - sums[i * largest + j]);
      error = Math.max(error, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    }
    for (let j = 0; j < largest; j++) size = Math.max(size, Math.abs(sums[i * largest + j]));
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
    // The sums over the first k steps are part of those over more.
    const sums = new Float64Array(m * largest);
    let steps = 0;
    for (const k of sizes) {
      addSteps(sums, numbersA, numbersB, m, steps, k);
      steps = k;
      const a = corner(numbersA, m, k);
      for (const n of sizes) {
        const b = corner(numbersB, k, n);
        tf.tidy(() => {
          const left = [tf.tensor(a, [m, k]), tf.tensor(transposed(a, m, k), [k, m])];
          const right = [tf.tensor(b, [k, n]), tf.tensor(transposed(b, k, n), [n, k])];
          for (const transposeA of [false, true]) {
            for (const transposeB of [false, true]) {
              const y = matMul(left[Number(transposeA)], right[Number(transposeB)], { transposeA, transposeB });
              const error = relativeError(y.dataSync(), sums, m, n);
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
