// The recurrent layers on WebGPU against the cpu backend: states and gradients of every cell.
import { init } from '@perceptrons/tensor';
import { describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bidirectionalRnn, rnn2d, sequencerBlock } from './index';

// WGSL leaves exp, tanh and division to the device.
const tolerance = 1e-4;

const cells = ['lstm', 'gru', 'rnn', 'layerNormLstm', 'minGru'] as const;
const cases: Array<[string, number[], () => tf.layers.Layer]> = [
  ...cells.map((cell): [string, number[], () => tf.layers.Layer] => [
    `rnn2d of ${cell}`,
    [2, 3, 5, 8],
    () => rnn2d({ units: 3, cell, seed: 1 }),
  ]),
  ['rnn2d, added', [2, 3, 5, 8], () => rnn2d({ units: 3, union: 'add', biasMode: 'torch', numLayers: 2, seed: 1 })],
  ['bidirectionalRnn', [3, 5, 8], () => bidirectionalRnn({ units: 3, numLayers: 2, seed: 1 })],
  ['sequencerBlock', [2, 3, 5, 8], () => sequencerBlock({ units: 2, seed: 1 })],
];

/** The output, and the gradients of the sum of its squares by the input and the weights. */
async function evaluate(backend: 'cpu' | 'webgpu', shape: number[], make: () => tf.layers.Layer): Promise<number[][]> {
  await init({ backend });
  const layer = make();
  // Drawn on the host: the sine of a device is not exact.
  const size = shape.reduce((a, b) => a * b);
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i));
  const x = tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  const y = layer.apply(x) as tf.Tensor;
  const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(layer.apply(x) as tf.Tensor)) as tf.Scalar);
  const tensors = [y, ...Object.values(grads)];
  const numbers = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([...tensors, value, x]);
  layer.dispose();
  return numbers;
}

describeWebgpu('recurrent layers on webgpu', () => {
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

  it('says once when there are few rows', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    tf.tidy(() => {
      const layer = rnn2d({ units: 2, name: 'thin' });
      layer.apply(tf.zeros([1, 16, 16, 4]));
      expect(warn).not.toHaveBeenCalled();
      layer.apply(tf.zeros([1, 4, 16, 4]));
      layer.apply(tf.zeros([1, 4, 16, 4]));
      layer.dispose();
    });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toContain('Layer thin runs its recurrence over 4 rows');
    warn.mockRestore();
  });

  describe.each(cases)('%s', (_name, shape, make) => {
    it('gives the states and gradients of the cpu backend', async () => {
      const expected = await evaluate('cpu', shape, make);
      await init({ backend: 'webgpu' });
      await expectNoLeak(async () => {
        const actual = await evaluate('webgpu', shape, make);
        expect(actual.length).toBe(expected.length);
        actual.forEach((values, index) => {
          const scale = 1 + Math.max(...expected[index].map(Math.abs));
          const errors = values.map((value, i) => Math.abs(value - expected[index][i]) / scale);
          expect(Math.max(...errors)).toBeLessThan(tolerance);
        });
      });
    });
  });
});
