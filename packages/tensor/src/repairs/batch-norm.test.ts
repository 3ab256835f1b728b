// Batch normalisation after init: large tensors on wasm, gradients against the formula written out.
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import * as random from '../random/index';
import { expectCpuAgreement } from '../testing/cpu-agreement';

const epsilon = 1e-3;

function difference(a: tf.Tensor, b: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
}

describe('batchNorm after init on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it('equals the cpu backend for tensors of every size, with and without scale and offset', async () => {
    await expectCpuAgreement(
      24,
      (draw) => {
        const channels = draw.pick([1, 3, 16, 33]);
        const rows = draw.pick([1, 7, 200]);
        const x = draw.tensor([rows, channels]);
        const [mean, offset, scale] = [draw.tensor([channels]), draw.tensor([channels]), draw.tensor([channels])];
        const variance = draw.tensor([channels]);
        const [withOffset, withScale] = [draw.chance(), draw.chance()];
        return [
          `[${rows}, ${channels}], offset ${withOffset}, scale ${withScale}`,
          () =>
            tf.batchNorm(
              x(),
              mean() as tf.Tensor1D,
              tf.abs(variance()) as tf.Tensor1D,
              withOffset ? (offset() as tf.Tensor1D) : undefined,
              withScale ? (scale() as tf.Tensor1D) : undefined,
              epsilon,
            ),
        ];
      },
      2e-5,
    );
  });

  it('keeps the digits of values far from 0', () => {
    tf.tidy(() => {
      const x = tf.add(random.normal(1, [1000, 4]), 1000);
      const { mean, variance } = tf.moments(x, 0);
      const y = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, undefined, undefined, 0);
      expect(difference(tf.moments(y, 0).variance, tf.ones([4]))).toBeLessThan(1e-3);
      expect(difference(tf.mean(y, 0), tf.zeros([4]))).toBeLessThan(1e-3);
    });
  });
});

describe.each(testBackends())('the gradient of batchNorm after init on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  afterAll(() => restore());

  it.each([[[40, 5]], [[4, 3, 2, 5]]])('equals that of the formula for %j, all five inputs', (shape) => {
    tf.tidy(() => {
      const [x, weights] = [random.normal(1, shape), random.normal(2, shape)];
      const [mean, offset, scale] = [3, 4, 5].map((key) => random.normal(key, [5]));
      const variance = random.uniform(6, [5], { min: 0.5, max: 2 });
      type Five = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const inputs: Five = [x, mean, variance, offset, scale];
      const op = (...[a, m, v, o, s]: Five): tf.Tensor =>
        tf.sum(
          tf.mul(
            tf.batchNorm(a, m as tf.Tensor1D, v as tf.Tensor1D, o as tf.Tensor1D, s as tf.Tensor1D, epsilon),
            weights,
          ),
        );
      const formula = (...[a, m, v, o, s]: Five): tf.Tensor =>
        tf.sum(tf.mul(tf.add(tf.mul(tf.div(tf.sub(a, m), tf.sqrt(tf.add(v, epsilon))), s), o), weights));
      const ours = tf.grads(op as (...x: tf.Tensor[]) => tf.Tensor)(inputs);
      const right = tf.grads(formula as (...x: tf.Tensor[]) => tf.Tensor)(inputs);
      ours.forEach((gradient, index) => {
        expect(gradient.shape).toEqual(inputs[index].shape);
        expect(difference(gradient, right[index])).toBeLessThan(3e-5);
      });
    });
  });
});
