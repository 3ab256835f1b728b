// Sums and maxima over rows, by subgroups where the device has them and through workgroup memory everywhere.
import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, it } from 'vitest';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import { init, layerNorm, logSoftmax, random, softmaxCrossEntropy } from '../index';
import { hasSubgroups } from './many-outputs';

const webgpu = (): WebgpuBackend => tf.backend() as unknown as WebgpuBackend;

/** Results and gradients of the ops that work by rows. */
async function evaluate(backend: 'cpu' | 'webgpu', rows: number, channels: number): Promise<number[][]> {
  await init({ backend });
  const inputs = [
    random.normal(1, [rows, channels]),
    random.normal(2, [channels]),
    random.normal(3, [channels]),
    random.normal(4, [rows, channels]),
  ];
  const tensors = tf.tidy(() => {
    const [x, gamma, beta, dy] = inputs;
    const labels = tf.zeros([rows], 'int32');
    const norm = (...given: tf.Tensor[]): tf.Tensor => layerNorm(given[0], given[1], given[2], { epsilon: 0.1 });
    const loss = (logits: tf.Tensor): tf.Tensor => softmaxCrossEntropy(logits, labels);
    return [
      norm(x, gamma, beta),
      ...tf.grads(norm)([x, gamma, beta], dy),
      logSoftmax(x),
      tf.grad((given: tf.Tensor) => logSoftmax(given))(x, dy),
      loss(x),
      tf.grad(loss)(x),
    ];
  });
  const values = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose([...inputs, ...tensors]);
  return values;
}

describeWebgpu('programs by rows', () => {
  let undo: () => void = () => undefined;
  afterEach(() => undo());

  it.each([
    ['subgroups', true],
    ['workgroup memory alone', false],
  ])('are right with %s', async (_title, wanted) => {
    await init({ backend: 'webgpu' });
    const { device } = webgpu();
    if (!wanted) {
      const own = Object.getOwnPropertyDescriptor(device, 'features');
      Object.defineProperty(device, 'features', { value: new Set(), configurable: true });
      undo = () => {
        if (own === undefined) Reflect.deleteProperty(device, 'features');
        else Object.defineProperty(device, 'features', own);
      };
      expect(hasSubgroups(webgpu())).toBe(false);
    }
    // One channel, a tail, several channels per thread; one row, and more than a workgroup of gradients takes.
    for (const [rows, channels] of [
      [1, 1],
      [3, 70],
      [19, 5],
    ]) {
      const expected = await evaluate('cpu', rows, channels);
      const actual = await evaluate('webgpu', rows, channels);
      expected.forEach((right, index) => {
        const largest = Math.max(1, ...right.map(Math.abs));
        right.forEach((value, place) => {
          const error = Math.abs(actual[index][place] - value) / largest;
          expect(error, `[${rows}, ${channels}], result ${index}, element ${place}`).toBeLessThan(1e-5);
        });
      });
    }
  });
});
