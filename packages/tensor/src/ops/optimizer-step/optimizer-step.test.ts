import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamW, adamWStep, averageStep, init, random } from '../../index';

const shapes = [[7], [3, 5], [], [0], [4]];
const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-6, step: 3 };
const scales = [1, 0.5, 1, 1, 2];
const decays = [0, 0.1, 0.2, 0, 0];

function draw(seed: number, shape: number[], positive = false): tf.Tensor {
  const values = random.normal(seed, shape);
  return positive ? tf.square(values) : values;
}

function variables() {
  return tf.tidy(() =>
    shapes.map((shape, i) => ({
      weight: tf.variable(draw(i, shape)),
      firstMoment: tf.variable(draw(10 + i, shape)),
      secondMoment: tf.variable(draw(20 + i, shape, true)),
      gradient: tf.keep(draw(30 + i, shape)),
      learningRateScale: scales[i],
      weightDecay: decays[i],
    })),
  );
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const right = expected.dataSync();
  actual.dataSync().forEach((value, i) => {
    expect(value).toBeCloseTo(right[i], 5);
  });
}

describe.each(testBackends())('adamWStep on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  it.each([undefined, 0.5, 1e6])('is adamW for every weight, clipped to %s', async (clipNorm) => {
    await expectNoLeak(() => {
      tf.tidy(() => {
        const given = variables();
        const squares = given.flatMap(({ gradient }) => Array.from(gradient.dataSync(), (value) => value * value));
        const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
        const factor = clipNorm === undefined ? 1 : Math.min(1, clipNorm / norm);
        const expected = given.map(({ weight, gradient, firstMoment, secondMoment, learningRateScale, weightDecay }) =>
          adamW(
            { parameter: weight, gradient: gradient.mul(factor), firstMoment, secondMoment },
            { ...options, learningRate: options.learningRate * learningRateScale, weightDecay },
          ),
        );
        const gradients = given.map(({ gradient }) => gradient.clone());
        adamWStep(given, { ...options, clipNorm });
        given.forEach(({ weight, firstMoment, secondMoment, gradient }, i) => {
          expectClose(weight, expected[i].parameter);
          expectClose(firstMoment, expected[i].firstMoment);
          expectClose(secondMoment, expected[i].secondMoment);
          expect(gradient.dataSync()).toEqual(gradients[i].dataSync());
          tf.dispose([weight, firstMoment, secondMoment, gradient]);
        });
      });
    });
  });

  it('leaves clones of weights and moments as they were', () => {
    tf.tidy(() => {
      const given = variables();
      const clones = given.flatMap(({ weight, firstMoment }) => [weight.clone(), firstMoment.clone()]);
      const before = clones.map((clone) => Array.from(clone.dataSync()));
      adamWStep(given, options);
      expect(clones.map((clone) => Array.from(clone.dataSync()))).toEqual(before);
      for (const owner of given) tf.dispose(Object.values(owner).filter((value) => value instanceof tf.Tensor));
    });
  });

  it('makes weights NaN where the norm of the gradients is NaN', () => {
    tf.tidy(() => {
      const [one, two] = [tf.variable(tf.ones([5])), tf.variable(tf.ones([2]))];
      const state = () => ({ firstMoment: tf.variable(tf.zeros([5])), secondMoment: tf.variable(tf.zeros([5])) });
      const small = { firstMoment: tf.variable(tf.zeros([2])), secondMoment: tf.variable(tf.zeros([2])) };
      const rows = [
        { weight: one, gradient: tf.tensor1d([1, 2, 3, 4, Number.NaN]), ...state() },
        { weight: two, gradient: tf.ones([2]), ...small },
      ];
      adamWStep(rows, { ...options, clipNorm: 1 });
      expect(Array.from(two.dataSync()).every(Number.isNaN)).toBe(true);
      for (const owner of rows) tf.dispose(Object.values(owner));
    });
  });

  it('moves averages towards values', async () => {
    await expectNoLeak(() => {
      const rows = tf.tidy(() =>
        shapes.map((shape, i) => ({ average: tf.variable(draw(i, shape)), value: tf.keep(draw(40 + i, shape)) })),
      );
      tf.tidy(() => {
        const expected = rows.map(({ average, value }) => average.mul(0.7).add(value.mul(0.3)));
        averageStep(rows, 0.3);
        rows.forEach(({ average }, i) => {
          expectClose(average, expected[i]);
        });
        averageStep(rows, 1);
        rows.forEach(({ average, value }) => {
          expectClose(average, value);
        });
      });
      for (const { average, value } of rows) {
        tf.dispose([average, value]);
      }
    });
  });

  it('takes an empty list, and refuses what does not fit', () => {
    adamWStep([], options);
    averageStep([], 0.5);
    tf.tidy(() => {
      const [given] = variables();
      expect(() => adamWStep([{ ...given, gradient: tf.ones([2]) }], options)).toThrow(
        'adamWStep: gradient must have shape [7], got [2]',
      );
      expect(() => adamWStep([{ ...given, gradient: tf.ones([7], 'int32') }], options)).toThrow('must be float32');
      expect(() => adamWStep([given], { ...options, step: 0 })).toThrow('step must be a whole number');
      expect(() => adamWStep([given], { ...options, clipNorm: 0 })).toThrow('clipNorm must be above 0, got 0');
      expect(() => averageStep([{ average: given.weight, value: tf.ones([2]) }], 1)).toThrow('value must have shape');
    });
  });
});
