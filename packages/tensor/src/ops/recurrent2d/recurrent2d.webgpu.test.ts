// The WebGPU loops over images against the cpu backend, and how few dispatches they take.
import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dense, init, lstm2d, random } from '../../index';
import { countDispatches } from '../../testing/count-dispatches';
import { recurrent2dCase } from './cases';
import { runRecurrent2d } from './index';
import type { Recurrent2dInputs } from './reference';

// WGSL leaves exp, tanh and division to the device.
const tolerance = 2e-5;

type Case = ReturnType<typeof recurrent2dCase>;
type Values = Record<string, { shape: number[]; data: Float32Array }>;

function draw({ shapes }: Case): Values {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], index) => {
      const size = shape.reduce((product, each) => product * each, 1);
      const data = random.normalArray(random.foldIn(3, index), size);
      return [name, { shape, data: name.includes('ernel') ? data.map((value) => value * 0.4) : data }];
    }),
  );
}

/** The result and the gradients of all inputs, as numbers. */
async function evaluate(backend: 'cpu' | 'webgpu', { attributes }: Case, values: Values): Promise<number[][]> {
  await init({ backend });
  const names = Object.keys(values);
  const inputs = names.map((name) => tf.tensor(values[name].data, values[name].shape));
  const run = (...given: tf.Tensor[]): tf.Tensor =>
    runRecurrent2d(
      Object.fromEntries(names.map((name, index) => [name, given[index]])) as unknown as Recurrent2dInputs,
      attributes,
    );
  const value = run(...inputs);
  const gradients = tf.tidy(() => tf.grads(run)(inputs, random.normal(5, value.shape)));
  const numbers = await Promise.all([value, ...gradients].map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([value, ...gradients, ...inputs]);
  return numbers;
}

describeWebgpu('recurrence over images on webgpu', () => {
  // Wrong bindings and shaders do not throw: WebGPU reports them on the side.
  const deviceErrors: string[] = [];

  beforeAll(async () => {
    await init({ backend: 'webgpu' });
    const { device } = tf.backend() as unknown as { device: EventTarget };
    device.addEventListener('uncapturederror', (event) => {
      deviceErrors.push((event as unknown as { error: Error }).error.message);
    });
  });

  afterAll(() => {
    expect(deviceErrors).toEqual([]);
  });

  describe('the loops', () => {
    // A software adapter takes a second to compile each program: every kind of cell and of union once.
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
      const expected = await evaluate('cpu', testCase, values);
      await expectNoLeak(async () => {
        const actual = await evaluate('webgpu', testCase, values);
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
