// Every activation at its bends and far out, values and slopes, through the products that fuse it.
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense, init, matMul } from '../index';
import { activate, slope } from '../testing/scalar-functions';
import { type Activation, activationAttributes, activations } from './activation-names';

const infinity = Number.POSITIVE_INFINITY;
const finite = [
  -1e4, -104, -100, -88, -32, -20, -6, -2.4, -1, -1e-3, -0, 1e-3, 0.5, 2.4, 5.9, 6.1, 20, 32, 88, 100, 1e4,
];
/** WGSL says nothing about numbers that are not finite. */
const special = [Number.NaN, -infinity, infinity];

function close(actual: number, expected: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  return Object.is(actual, expected) || Math.abs(actual - expected) <= 2e-6 * Math.max(1, Math.abs(expected));
}

describe.each(testBackends())('activations on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  describe.each([...activations])('%s', (name: Activation) => {
    const { activation, alpha } = activationAttributes(name, -0.3, 'test');
    const points = backend === 'webgpu' ? finite : [...finite, ...special];
    const options = { activation: name, alpha: -0.3 };
    const rounded = points.map(Math.fround);

    it('has the right values', async () => {
      const y = tf.tidy(() => matMul(tf.tensor2d(points, [points.length, 1]), tf.ones([1, 3]), options));
      const values = await y.data();
      y.dispose();
      rounded.forEach((x, index) => {
        const expected = activate(x, activation, alpha);
        expect(close(values[3 * index + 1], expected), `at ${x}: ${values[3 * index + 1]}, not ${expected}`).toBe(true);
      });
    });

    it('has the right slopes', async () => {
      const dx = tf.tidy(() =>
        tf.grad((x) => tf.sum(dense(x, tf.ones([1, 1]), tf.zeros([1]), options)))(
          tf.tensor2d(points, [points.length, 1]),
        ),
      );
      const values = await dx.data();
      dx.dispose();
      rounded.forEach((x, index) => {
        // The composition of the cpu backend multiplies infinities by zeros.
        if (Number.isNaN(x) || (backend === 'cpu' && !Number.isFinite(x))) return;
        const expected = slope(x, activation, alpha);
        expect(close(values[index], expected), `at ${x}: ${values[index]}, not ${expected}`).toBe(true);
      });
    });
  });
});
