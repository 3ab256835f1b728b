// The WebGPU loops over images against the cpu backend, and how few dispatches they take.
import { countDispatches, describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { dense, init, lstm2d } from '../../index';
import { draw, evaluate, watchDevice } from '../recurrent/__fixtures__/on-webgpu';
import { recurrent2dCase } from './cases';
import { runRecurrent2d } from './index';

// WGSL leaves exp, tanh and division to the device.
const tolerance = 2e-5;

describeWebgpu('recurrence over images on webgpu', () => {
  watchDevice();

  describe('the loops', () => {
    // A software adapter compiles each program for a while: every kind of cell and of union once.
    it.each([
      recurrent2dCase([2, 3, 5, 4], 17, { cell: 'lstm' }),
      recurrent2dCase([1, 6, 2, 3], 9, { cell: 'gruAfter', union: 'add' }),
      recurrent2dCase([2, 4, 3, 2], 5, { cell: 'gruBefore', union: 'vertical', gate: 'hardSigmoid', bias: false }),
      recurrent2dCase([2, 2, 3, 2], 258, {
        cell: 'simple',
        union: 'horizontal',
        bidirectional: false,
        activation: 'relu',
      }),
    ])('equal the composition: $shapes.x $attributes', async (testCase) => {
      const values = draw(testCase);
      const run = (inputs: Parameters<typeof runRecurrent2d>[0]) => runRecurrent2d(inputs, testCase.attributes);
      const expected = await evaluate('cpu', run, values);
      await expectNoLeak(async () => {
        const actual = await evaluate('webgpu', run, values);
        expected.forEach((right, index) => {
          const largest = right.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
          const worst = right.reduce((most, value, place) => Math.max(most, Math.abs(value - actual[index][place])), 0);
          expect(worst / largest, index === 0 ? 'value' : `gradient of ${Object.keys(values)[index - 1]}`).toBeLessThan(
            tolerance,
          );
        });
      });
    });
  });

  it('takes two dispatches forward and three with the product behind it, and four backward', async () => {
    await init({ backend: 'webgpu' });
    tf.tidy(() => {
      const x = tf.zeros([1, 8, 8, 12]);
      const weights = [tf.zeros([12, 48]), tf.zeros([4, 3, 12]), tf.zeros([48])];
      const run = (image: tf.Tensor, [kernel, recurrentKernel, bias]: tf.Tensor[]): tf.Tensor =>
        lstm2d(image, { kernel, recurrentKernel, bias });
      expect(countDispatches(() => run(x, weights))).toBe(2);
      const [square, bias] = [tf.zeros([12, 12]), tf.zeros([12])];
      expect(countDispatches(() => dense(run(x, weights), square, bias))).toBe(3);
      const dy = tf.zeros([1, 8, 8, 12]);
      const all = (): tf.Tensor[] => tf.grads((image, ...given) => run(image, given))([x, ...weights], dy);
      expect(countDispatches(all)).toBe(2 + 4);
    });
  });

  it('leaves images without pixels and wide layers to other ways', async () => {
    await init({ backend: 'webgpu' });
    const none = tf.tidy(() =>
      lstm2d(tf.zeros([1, 0, 3, 2]), { kernel: tf.zeros([2, 16]), recurrentKernel: tf.zeros([4, 1, 4]) }),
    );
    expect(none.shape).toEqual([1, 0, 3, 4]);
    const wide = tf.tidy(() =>
      lstm2d(tf.ones([1, 1, 2, 1]), {
        kernel: tf.zeros([1, 4 * 1025]),
        recurrentKernel: tf.zeros([1, 1025, 4 * 1025]),
        bias: tf.ones([4 * 1025]),
        union: 'horizontal',
        bidirectional: false,
      }),
    );
    // sigmoid(1) tanh(sigmoid(1) tanh(1)), worked out in float64.
    expect((await wide.data())[0]).toBeCloseTo(0.369606352935706, 6);
    tf.dispose([none, wide]);
  });
});
