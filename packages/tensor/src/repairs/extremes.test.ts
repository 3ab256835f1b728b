// Reductions and running sums after init on wasm, against the cpu backend on generated shapes.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { type Draw, expectCpuAgreement } from '../testing/cpu-agreement';

/** A shape without empty axes, of at least one axis. */
function fullShape(draw: Draw): number[] {
  return draw.shape(draw.integer(1, 4)).map((length) => length || 1);
}

type Reduction = (x: tf.Tensor, axis: number[], keepDims: boolean) => tf.Tensor;

const reductions: Record<string, Reduction> = { max: tf.max, min: tf.min, sum: tf.sum, mean: tf.mean };

describe('reductions after init on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it.each(Object.keys(reductions))('%s equals the cpu backend', async (name) => {
    await expectCpuAgreement(
      60,
      (draw) => {
        const shape = fullShape(draw);
        const dtype = draw.pick(['float32', 'float32', 'int32'] as const);
        const axes = shape.flatMap((_, axis) => (draw.chance() ? [axis] : []));
        const make = draw.tensor(shape, dtype, name === 'max' || name === 'min');
        const keepDims = draw.chance();
        return [`${dtype} [${shape}] along [${axes}]`, () => reductions[name](make(), axes, keepDims)];
      },
      1e-6,
    );
  });

  it('sums of empty tensors are 0', async () => {
    await expectCpuAgreement(30, (draw) => {
      const shape = fullShape(draw);
      shape[draw.integer(0, shape.length - 1)] = 0;
      const axes = shape.flatMap((_, axis) => (draw.chance() ? [axis] : []));
      const make = draw.tensor(shape);
      return [`[${shape}] along [${axes}]`, () => tf.sum(make(), axes)];
    });
  });

  it('sums along axes that are apart without losing digits', () => {
    tf.tidy(() => {
      const sums = tf.sum(tf.fill([512, 3, 2048], 0.1), [0, 2]).dataSync();
      for (const sum of sums) expect(Math.abs(sum / (512 * 2048 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
    });
  });

  it.each([tf.argMax, tf.argMin])('%o equals the cpu backend, with NaN and ties', async (place) => {
    await expectCpuAgreement(80, (draw) => {
      const shape = fullShape(draw);
      const axis = draw.integer(-shape.length, shape.length - 1);
      const make = draw.tensor(shape, 'float32', true);
      return [`[${shape}] along ${axis}`, () => place(make(), axis)];
    });
  });

  it('finds the first of equal values in long rows', () => {
    tf.tidy(() => {
      const values = Array.from({ length: 103 }, (_, index) => index % 50);
      expect(tf.argMax(tf.tensor1d(values)).dataSync()[0]).toBe(49);
      expect(tf.argMin(tf.tensor1d(values)).dataSync()[0]).toBe(0);
      expect(tf.argMax(tf.tensor1d([...values, 50])).dataSync()[0]).toBe(103);
    });
  });

  it('cumsum equals the cpu backend along every axis', async () => {
    await expectCpuAgreement(
      80,
      (draw) => {
        const shape = draw.shape(draw.integer(1, 4));
        const axis = draw.integer(-shape.length, shape.length - 1);
        const make = draw.tensor(shape, draw.pick(['float32', 'int32'] as const));
        const [exclusive, reverse] = [draw.chance(), draw.chance()];
        return [
          `[${shape}] along ${axis}, exclusive ${exclusive}, reverse ${reverse}`,
          () => tf.cumsum(make(), axis, exclusive, reverse),
        ];
      },
      1e-5,
    );
  });
});
