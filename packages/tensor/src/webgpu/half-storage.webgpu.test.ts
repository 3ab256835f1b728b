import { countDispatches, describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, it } from 'vitest';
import { dense, init, lastReport, random, restore } from '../index';

/** The nearest number of 16 bits, between 2^-14 and 65504. */
function half(value: number): number {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10);
  const steps = value / unit;
  const down = Math.floor(steps);
  const rest = steps - down;
  const up = rest > 0.5 || (rest === 0.5 && down % 2 !== 0);
  return value === 0 ? 0 : (up ? down + 1 : down) * unit;
}

describeWebgpu('weights of 16 bits on webgpu', () => {
  afterAll(() => restore());

  it.each([
    [5, 8, 12],
    [3, 7, 5],
  ])('are rounded and added up in float32: %i x %i x %i', async (rows, inner, columns) => {
    const report = await init({ backend: 'webgpu', webgpu: { halfStorage: true } });
    expect(report.halfStorage).toBe(true);
    const [x, kernel] = [random.normalArray(1, rows * inner), random.normalArray(2, inner * columns)];
    const [a, b] = [tf.tensor2d(x, [rows, inner]), tf.tensor2d(kernel, [inner, columns])];
    const y = dense(a, b);
    const values = await y.data();
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += x[row * inner + k] * half(kernel[k * columns + column]);
        expect(Math.abs(values[row * columns + column] - sum)).toBeLessThan(1e-5);
      }
    }
    tf.dispose([a, b, y]);
  });

  it('are packed once, and go with their data', async () => {
    await init({ backend: 'webgpu', webgpu: { halfStorage: true } });
    const x = tf.ones([4, 6]);
    const kernel = tf.tidy(() => tf.variable(random.normal(3, [6, 5])));
    const buffers = tf.engine().backend.numDataIds();
    const run = () => tf.dispose(dense(x, kernel));
    expect(countDispatches(run)).toBe(2);
    expect(countDispatches(run)).toBe(1);
    tf.tidy(() => kernel.assign(tf.ones([6, 5])));
    expect(countDispatches(run)).toBe(2);
    const twice = kernel.clone();
    kernel.dispose();
    const other = tf.ones([5, 2]);
    const y = dense(twice, other);
    expect(Array.from(await y.data())).toEqual(new Array(12).fill(5));
    tf.dispose([twice, other, y, x]);
    expect(tf.engine().backend.numDataIds()).toBe(buffers - 2);
  });

  it('train with gradients and updates in float32, and end with restore', async () => {
    const losses = async (halfStorage: boolean): Promise<number[]> => {
      await init({ backend: 'webgpu', webgpu: { halfStorage } });
      expect(lastReport()?.halfStorage).toBe(halfStorage);
      const [x, target] = [random.normal(1, [16, 4]), random.normal(2, [16, 2])];
      const kernel = tf.tidy(() => tf.variable(random.normal(3, [4, 2])));
      const optimizer = tf.train.sgd(0.1);
      const history: number[] = [];
      for (let step = 0; step < 4; step++) {
        const loss = optimizer.minimize(
          () => tf.mean(tf.squaredDifference(dense(x, kernel), target)) as tf.Scalar,
          true,
          [kernel],
        )!;
        history.push((await loss.data())[0]);
        loss.dispose();
      }
      tf.dispose([x, target, kernel]);
      optimizer.dispose();
      return history;
    };
    await init({ backend: 'webgpu' });
    const buffers = tf.engine().backend.numDataIds();
    const constant = tf.ones([4, 2]);
    const [exact, rounded] = [await losses(false), await losses(true)];
    expect(rounded).not.toEqual(exact);
    rounded.forEach((loss, step) => {
      expect(Math.abs(loss - exact[step])).toBeLessThan(2e-3 * exact[0]);
    });
    // The packed copy of a kernel that lives on is freed, too.
    const kernel = tf.ones([2, 3]);
    tf.dispose(dense(constant, kernel));
    restore();
    tf.dispose([constant, kernel]);
    expect(tf.engine().backend.numDataIds()).toBe(buffers);
  });

  it('become the largest number of 16 bits where they are larger', async () => {
    await init({ backend: 'webgpu', webgpu: { halfStorage: true } });
    const [x, kernel] = [tf.ones([1, 1]), tf.tensor2d([[1e6, -1e6, 1e-3]])];
    const y = dense(x, kernel);
    const [large, small, tiny] = await y.data();
    expect([large, small]).toEqual([65504, -65504]);
    expect(Math.abs(tiny - 1e-3)).toBeLessThan(1e-6);
    tf.dispose([x, kernel, y]);
  });
});
