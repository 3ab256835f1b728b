// Accuracy of the functions of one value against float64, on usual numbers and on random bit patterns.
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { bitsArray } from '../random/bits';
import { erf } from '../testing/scalar-functions';

interface Exact {
  /** The function in float64. */
  exact: (x: number) => number;
  run: (x: tf.Tensor) => tf.Tensor;
  /** Largest relative error on [-10, 10], or absolute error where the function passes through 0 away from 0. */
  relative?: number;
  absolute?: number;
}

const functions: Record<string, Exact> = {
  exp: { exact: Math.exp, run: tf.exp, relative: 1.3e-7 },
  expm1: { exact: Math.expm1, run: tf.expm1, relative: 2e-7 },
  log: { exact: Math.log, run: tf.log, relative: 1.3e-7 },
  log1p: { exact: Math.log1p, run: tf.log1p, relative: 2e-7 },
  sin: { exact: Math.sin, run: tf.sin, absolute: 1.3e-7 },
  cos: { exact: Math.cos, run: tf.cos, absolute: 1.3e-7 },
  erf: { exact: (x) => (Math.abs(x) > 6 ? Math.sign(x) : erf(x)), run: tf.erf, relative: 2e-7 },
  softplus: { exact: (x) => (x > 40 ? x : Math.log1p(Math.exp(x))), run: tf.softplus, relative: 3e-7 },
  selu: {
    exact: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
    run: tf.selu,
    relative: 3e-7,
  },
  leakyRelu: { exact: (x) => (x > 0 ? x : 0.25 * x), run: (x) => tf.leakyRelu(x, 0.25), relative: 1e-7 },
  // The cpu backend, too, gives 0 for NaN.
  sign: { exact: (x) => (Number.isNaN(x) || x === 0 ? 0 : Math.sign(x)), run: tf.sign, relative: 0 },
  sqrt: { exact: Math.sqrt, run: tf.sqrt, relative: 7e-8 },
  rsqrt: { exact: (x) => 1 / Math.sqrt(x), run: tf.rsqrt, relative: 2e-7 },
  reciprocal: { exact: (x) => 1 / x, run: tf.reciprocal, relative: 1e-7 },
  tanh: { exact: Math.tanh, run: tf.tanh, relative: 4e-7 },
};

const specialValues = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 3.4e38, -3.4e38, 1e-30, -1e-30, 88.7, 88.8, -103];

/** Every finite size a float can have, both signs. */
function randomFloats(count: number): Float32Array {
  return new Float32Array(bitsArray([3, 7], count).buffer);
}

function expectAccurate(name: string, values: Float32Array): void {
  const { exact, run, relative, absolute } = functions[name];
  const results = tf.tidy(() => run(tf.tensor1d(values)).dataSync());
  values.forEach((x, index) => {
    const right = exact(x);
    const actual = results[index];
    const say = `${name}(${x}) = ${actual} instead of ${right}`;
    const rounded = Math.fround(right);
    if (!Number.isFinite(rounded)) {
      if (!Object.is(actual, rounded)) expect.fail(say);
    } else {
      // Below 1e-37 float32 itself has few digits left.
      const allowed = absolute ?? relative! * Math.max(Math.abs(right), 1e-37);
      if (!(Math.abs(actual - right) <= allowed)) expect.fail(say);
    }
  });
}

describe.each(Object.keys(functions))('%s after init on wasm', (name) => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it('is accurate on [-10, 10]', () => {
    expectAccurate(
      name,
      Float32Array.from({ length: 40001 }, (_, index) => -10 + index / 2000),
    );
  });

  it('is accurate for floats of every size', () => {
    expectAccurate(name, randomFloats(20000));
  });

  it('keeps NaN, infinities and the sign of zero', () => {
    expectAccurate(name, Float32Array.from(specialValues));
    const zeros = tf.tidy(() => functions[name].run(tf.tensor1d([0, -0])).dataSync());
    const { exact } = functions[name];
    expect(Object.is(zeros[0], Math.fround(exact(0)))).toBe(true);
    if (exact(0) === 0 && name !== 'sign') expect(Object.is(zeros[1], -0)).toBe(true);
  });

  it('works for every length and for empty tensors, leaves nothing behind and leaves its input alone', async () => {
    const { run, exact } = functions[name];
    for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 9]) {
      const values = Float32Array.from({ length }, (_, index) => 0.25 + index / 4);
      await expectNoLeak(() =>
        tf.tidy(() => {
          const x = tf.tensor(values, [length, 1]);
          const y = run(x);
          expect(y.shape).toEqual([length, 1]);
          y.dataSync().forEach((value, index) => {
            expect(value).toBeCloseTo(exact(values[index]), 4);
          });
          expect(x.dataSync()).toEqual(values);
        }),
      );
    }
  });
});
