import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { gelu, init } from '../../index';

// Values computed in float64.
const exact = { 1: 0.841344746, [-1]: -0.158655254, 2: 1.954499736, [-3]: -0.004049694 };
const approximate = { 1: 0.841191991, [-1]: -0.158808009, 2: 1.954597694, [-3]: -0.003637392 };

describe.each(testBackends())('gelu on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each([
    [false, exact],
    [true, approximate],
  ] as const)('has the published values, approximate %s', (form, table) => {
    tf.tidy(() => {
      for (const [x, y] of Object.entries(table)) {
        expect(gelu(tf.scalar(Number(x)), { approximate: form }).dataSync()[0]).toBeCloseTo(y, 6);
      }
    });
  });

  it.each([false, true])('is flat or straight far out and passes NaN on, approximate %s', (form) => {
    tf.tidy(() => {
      const x = tf.tensor1d([-1e4, -40, 40, 1e4, 1e15, Number.POSITIVE_INFINITY, Number.NaN]);
      const [y, slope] = [gelu(x, { approximate: form }), tf.grad((z) => gelu(z, { approximate: form }))(x)];
      const values = [...y.dataSync()];
      expect(Math.abs(values[0])).toBeLessThan(1e-30);
      expect(values.slice(2, 6)).toEqual([40, 1e4, Math.fround(1e15), Number.POSITIVE_INFINITY]);
      expect(values[6]).toBeNaN();
      if (backend === 'wasm') expect([...slope.dataSync()].slice(2, 6)).toEqual([1, 1, 1, 1]);
      expect(slope.dataSync()[0]).toBeCloseTo(0, 6);
    });
  });
});
