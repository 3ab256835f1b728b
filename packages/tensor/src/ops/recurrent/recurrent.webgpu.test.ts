// The WebGPU loops against the cpu backend, and how few dispatches they take.
import { countDispatches, describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { init, lstm, random } from '../../index';
import { draw, evaluate, watchDevice } from './__fixtures__/on-webgpu';
import { recurrentCase } from './cases';
import { runRecurrent } from './index';

// WGSL leaves exp, tanh and division to the device.
const tolerance = 2e-5;

describeWebgpu('recurrent layers on webgpu', () => {
  watchDevice();

  it('has no gradient by the weights without a step, and leaves the weights alone', async () => {
    const kernel = random.normal(1, [1, 4]);
    const recurrentKernel = random.normal(2, [1, 4]);
    const before = await recurrentKernel.data();
    const gradient = tf.tidy(() =>
      tf.grad((weights) => tf.sum(lstm(tf.zeros([1, 0, 1]), { kernel: weights, recurrentKernel })))(kernel),
    );
    expect([...(await gradient.data())]).toEqual([0, 0, 0, 0]);
    expect(await tf.tidy(() => tf.add(recurrentKernel, 0)).data()).toEqual(before);
    tf.dispose([kernel, recurrentKernel, gradient]);
  });

  describe('the loops', () => {
    // A software adapter compiles each program for a while: every kind of cell and of result once.
    it.each([
      recurrentCase([3, 10, 5], 17, { cell: 'lstm' }),
      recurrentCase([10, 3, 2], 9, { cell: 'lstm', two: true, states: true, output: 'all' }),
      recurrentCase([9, 3, 2], 9, { cell: 'gruAfter', two: true, states: true, output: 'last' }),
      recurrentCase([3, 4, 5], 17, { cell: 'gruBefore', reverse: true, gate: 'hardSigmoid', bias: false }),
      recurrentCase([2, 2, 3], 130, { cell: 'simple', output: 'all', activation: 'relu', states: true }),
    ])('equal the composition: $attributes', async (testCase) => {
      const values = draw(testCase);
      const run = (inputs: Parameters<typeof runRecurrent>[0]) => runRecurrent(inputs, testCase.attributes);
      const expected = await evaluate('cpu', run, values);
      await expectNoLeak(async () => {
        const actual = await evaluate('webgpu', run, values);
        expected.forEach((right, index) => {
          const largest = Math.max(1, ...right.map(Math.abs));
          const worst = Math.max(...right.map((value, place) => Math.abs(value - actual[index][place])));
          expect(worst / largest, index === 0 ? 'value' : `gradient of ${Object.keys(values)[index - 1]}`).toBeLessThan(
            tolerance,
          );
        });
      });
    });
  });

  it('takes two dispatches forward, three backward, and one for the gradient of the inputs', async () => {
    await init({ backend: 'webgpu' });
    tf.tidy(() => {
      const x = tf.zeros([4, 300, 3]);
      const weights = [tf.zeros([3, 20]), tf.zeros([5, 20]), tf.zeros([20])];
      const run = (input: tf.Tensor, [kernel, recurrentKernel, bias]: tf.Tensor[]): tf.Tensor =>
        lstm(input, { kernel, recurrentKernel, bias, returnSequences: true });
      expect(countDispatches(() => run(x, weights))).toBe(2);
      const dy = tf.zeros([4, 300, 5]);
      const first = (): tf.Tensor[] => tf.grads((...given) => run(x, given))(weights, dy);
      expect(countDispatches(first)).toBe(2 + 3);
      const inner = (): tf.Tensor[] => tf.grads((input, ...given) => run(input, given))([x, ...weights], dy);
      expect(countDispatches(inner)).toBe(2 + 4);
    });
  });

  it('takes the loop of a stock layer', async () => {
    const [x, kernel, recurrentKernel] = [
      [2, 4, 3],
      [3, 20],
      [5, 20],
    ].map((shape, index) =>
      random.normalArray(
        index,
        shape.reduce((product, size) => product * size, 1),
      ),
    );
    const run = async (backend: 'cpu' | 'webgpu', patchStock: boolean): Promise<[number[], number]> => {
      await init({ backend, patchStock });
      const layer = tf.layers.lstm({ units: 5, recurrentActivation: 'sigmoid', returnSequences: true });
      const input = tf.tensor3d(x, [2, 4, 3]);
      layer.build(input.shape);
      layer.built = true;
      tf.tidy(() => {
        layer.setWeights([tf.tensor2d(kernel, [3, 20]), tf.tensor2d(recurrentKernel, [5, 20]), tf.zeros([20])]);
      });
      let y: tf.Tensor | undefined;
      const apply = (): void => {
        y = tf.tidy(() => layer.apply(input) as tf.Tensor);
      };
      let dispatches = 0;
      if (backend === 'webgpu') dispatches = countDispatches(apply);
      else apply();
      const values = Array.from(await y!.data());
      tf.dispose([y!, input]);
      for (const weight of layer.weights) weight.dispose();
      return [values, dispatches];
    };
    const [right] = await run('cpu', false);
    const [values, dispatches] = await run('webgpu', true);
    expect(dispatches).toBe(2);
    right.forEach((value, place) => {
      expect(Math.abs(values[place] - value)).toBeLessThan(tolerance);
    });
  });
});
